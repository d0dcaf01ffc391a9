/** Quotes words and commands for a shell, so that what a message shows can be pasted, whatever a name or path contains. */
import { isVisible } from './visibleText.ts';

/** Characters that have no special meaning in any shell, anywhere in a word. */
const plain = /^[\w./:=,@%+-]+$/;

/** One word, quoted if a shell would otherwise interpret it. */
export function shellWord(word: string): string {
  if (plain.test(word)) return word;
  // A terminal must not receive raw control characters; bash, zsh and POSIX 2024 read their numbers.
  if (!isVisible(word) || word.includes('\n')) return `$'${word.replaceAll(/[\\']|[^ -~]/gu, escaped)}'`;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command of these words. */
export const shellCommand = (...words: readonly string[]): string => words.map(shellWord).join(' ');

function escaped(character: string): string {
  if (character === '\\' || character === "'") return `\\${character}`;
  return `\\U${character.codePointAt(0)!.toString(16).padStart(8, '0')}`;
}
