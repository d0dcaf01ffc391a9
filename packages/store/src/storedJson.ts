/** JSON that the database keeps. Whoever has the file may have written into it. */
import { shown } from '@ranksweep/core';

/** Deeper than any configuration; what walks a value would exhaust the stack of more. */
const DEEPEST = 1000;

/** JSON of a group of keys, or what was found in its place. */
export type StoredGroup =
  | { readonly group: object; readonly found?: undefined }
  | { readonly group?: undefined; readonly found: string };

/** A text that is no JSON of a group of keys, or holds what JSON cannot write, is none. */
export function storedGroup(text: string): StoredGroup {
  const value = parsed(text);
  const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isGroup && isPlain(value)) return { group: value };
  return { found: value === undefined ? `text that is no JSON: ${shown(text)}` : shown(value) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Not too deep, and without what JSON reads but cannot write: numbers such as 1e999, halves of surrogate pairs. */
function isPlain(value: unknown, levels = DEEPEST): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return (
    levels > 0 &&
    Object.entries(value).every(([key, inner]) => key.isWellFormed() && isPlain(inner, levels - 1))
  );
}
