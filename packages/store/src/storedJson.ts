/** JSON that the database keeps. Whoever has the file may have written into it. */
import { InputError, shown } from '@ranksweep/core';

/** Deeper than any configuration; what walks a value would exhaust the stack of more. */
const deepest = 1000;

/**
 * @param where what the text is: the configuration of run 7
 * @throws InputError when the text is no JSON of a group of keys, or holds what JSON cannot write
 */
export function storedGroup(text: string, where: string, path: string): object {
  const value = parsed(text);
  const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isGroup && isPlain(value)) return value;
  const found = value === undefined ? `text that is none: ${shown(text)}` : shown(value);
  throw new InputError(
    `${path}: expected JSON of a group of keys in ${where}, found ${found}: another program has changed the database; ` +
      'restore a backup',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Not too deep, and without what JSON reads but cannot write: numbers such as 1e999, halves of surrogate pairs. */
function isPlain(value: unknown, levels = deepest): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return (
    levels > 0 &&
    Object.entries(value).every(([key, inner]) => key.isWellFormed() && isPlain(inner, levels - 1))
  );
}
