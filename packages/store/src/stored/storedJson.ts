/** JSON that the database keeps. Anyone with access to the file may have changed it. */
import { shown } from '@ranksweep/core';

/** Deeper than any configuration. Code that walks a value of greater depth could exhaust the stack. */
const DEEPEST = 1000;

/** JSON of an object, or what was found instead. */
export type StoredGroup =
  | { readonly group: object; readonly found?: undefined }
  | { readonly group?: undefined; readonly found: string };

/** Text counts as damaged if it is not the JSON of an object, or holds values that JSON cannot write. */
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

/**
 * Whether a value is not too deep, and free of what JSON can read but not write: numbers such as 1e999, and halves of surrogate
 * pairs.
 */
function isPlain(value: unknown, levels = DEEPEST): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return (
    levels > 0 &&
    Object.entries(value).every(([key, inner]) => key.isWellFormed() && isPlain(inner, levels - 1))
  );
}
