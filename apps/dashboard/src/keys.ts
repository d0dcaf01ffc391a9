/** Keys as Ink tells them, by the names that views know them by. */
import type { Key as InkKey } from 'ink';
import type { Key } from './view.ts';

const names = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageUp'],
  ['pageDown', 'pageDown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const;

const withControl: Record<string, Key> = {
  a: 'home',
  e: 'end',
  u: 'clear',
  w: 'deleteWord',
  f: 'pageDown',
  b: 'pageUp',
  n: 'down',
  p: 'up',
};

/** What was typed or pasted at once comes as one input, and is a key a character. */
export function keysOf(input: string, key: InkKey): readonly Key[] {
  if (key.tab && key.shift) return ['backTab'];
  for (const [flag, name] of names) if (key[flag]) return [name];
  if (key.ctrl) return withControl[input] === undefined ? [] : [withControl[input]];
  if (key.meta) return [];
  const typed = Array.from(input);
  return typed.map(
    (character, i) =>
      within[character] ?? (i === typed.length - 1 ? atEnd[character] : undefined) ?? shown(character),
  );
}

/** Whoever types fast on a slow machine sends several keys at once. Pasted text has no such characters. */
const within: Record<string, Key> = { '\u007f': 'backspace', '\b': 'backspace' };

/** Pasted text may have these between its words and lines, and is not entered or completed there. */
const atEnd: Record<string, Key> = { '\r': 'enter', '\t': 'tab' };

// oxlint-disable-next-line no-control-regex
const shown = (character: string): Key => character.replace(/[\u0000-\u001f]/, ' ');
