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
  f: 'pageDown',
  b: 'pageUp',
  n: 'down',
  p: 'up',
};

/** @returns undefined for what is no key of the dashboard's */
export function keyOf(input: string, key: InkKey): Key | undefined {
  for (const [flag, name] of names) if (key[flag]) return name;
  if (key.ctrl) return withControl[input];
  // oxlint-disable-next-line no-control-regex
  const text = input.replaceAll(/[\u0000-\u001f\u007f]/g, ' ');
  return text === '' || key.meta ? undefined : text;
}
