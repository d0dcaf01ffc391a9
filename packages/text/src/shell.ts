/** Words and commands as a shell reads them: what a message shows can be pasted, whatever a name or a path has in it. */
import { isVisible } from './visibleText.ts';

/** Characters to which no shell gives a meaning, wherever they stand in a word. */
const plain = /^[\w./:=,@%+-]+$/;

/** One word, in quotes where a shell would read it as something else. */
export function shellWord(word: string): string {
  if (plain.test(word)) return word;
  // A terminal must not get control characters as they are; bash, zsh and POSIX 2024 read their numbers.
  if (!isVisible(word) || word.includes('\n')) return `$'${word.replaceAll(/[\\']|[^ -~]/gu, escaped)}'`;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command of these words. */
export const shellCommand = (...words: readonly string[]): string => words.map(shellWord).join(' ');

function escaped(character: string): string {
  if (character === '\\' || character === "'") return `\\${character}`;
  return `\\U${character.codePointAt(0)!.toString(16).padStart(8, '0')}`;
}
