/**
 * Values as they are written on the command line:
 *
 *     values   = item *("," item)
 *     item     = call | value
 *     call     = ("range" | "linspace" | "logspace") "(" number *("," number) ")"
 *     value    = list | quoted | "true" | "false" | number | bare
 *     list     = "[" [value *("," value)] "]"
 *     quoted   = '"' characters with \" and \\ '"' | "'" likewise "'"
 *     bare     = characters other than , [ ] ( ) " '
 *
 * Blanks around items do not count. What looks like a number or a truth value is one; quotes make it a string.
 */
import type { AxisValue } from '@ranksweep/kinds';
import { scalar, ValueReader } from './valueReader.ts';

/**
 * The values of a comma-separated list, with sequences written out.
 * @throws InputError that says what was expected and at which position of the text
 */
export function parseValues(text: string): AxisValue[] {
  const reader = new ValueReader(text);
  const values = reader.values();
  reader.end();
  return values;
}

/** Formats a value so that `parseValues` reads it back. */
export function formatValue(value: AxisValue): string {
  if (Array.isArray(value)) return `[${value.map(formatValue).join(',')}]`;
  if (typeof value !== 'string') return String(value);
  const bare =
    /^[^,[\]()"'\s](?:[^,[\]()"']*[^,[\]()"'\s])?$/.test(value) && typeof scalar(value) === 'string';
  return bare ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}
