/** Formats numbers as text. */
import type { ColumnType } from './table.ts';

/** Words for numbers without digits. */
export interface NonFinite {
  readonly nan: string;
  readonly infinity: string;
  readonly minusInfinity: string;
}

/**
 * Integers have all their digits. Real numbers are written as the shortest decimal that reads back the same, with a point or an
 * exponent, so that readers who look only at the first rows do not take the column for integers.
 */
export function numberText(value: number | bigint, type: ColumnType, words: NonFinite): string {
  if (typeof value === 'bigint' || type === 'integer') return String(value);
  if (!Number.isFinite(value)) return nonFiniteText(value, words);
  const text = Object.is(value, -0) ? '-0' : String(value);
  return Number.isInteger(value) && !text.includes('e') ? `${text}.0` : text;
}

function nonFiniteText(value: number, { nan, infinity, minusInfinity }: NonFinite): string {
  if (Number.isNaN(value)) return nan;
  return value > 0 ? infinity : minusInfinity;
}
