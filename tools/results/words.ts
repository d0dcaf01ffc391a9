/** Numbers and counts in the words of the page. */
import { median } from '@ranksweep/core';
import { type Cell } from '@ranksweep/kinds';
import type { MeasuredRun } from './measuredRuns.ts';

export const NONE = '–';

/** Iterations and counts: 11,250; a median between two of them: 2.5. */
export const count = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 });

/** Three digits: 36.4, 0.00151, 7e-6. */
export function measure(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return Math.abs(rounded) >= 1e-3 || rounded === 0
    ? String(rounded)
    : rounded.toExponential().replace('e+', 'e');
}

export const list = (values: readonly number[], format: (value: number) => string): string =>
  values.length === 0 ? NONE : values.map(format).join(', ');

/** Median and range of the values that there are and that are finite. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** Of how many values it is. */
  readonly known: number;
  /** How many there might have been. */
  readonly all: number;
}

/** @returns undefined where no value is known */
export function spreadOf(values: readonly (number | undefined)[]): Spread | undefined {
  const known = finite(values);
  if (known.length === 0) return undefined;
  return {
    median: median(known),
    low: known[0]!,
    high: known.at(-1)!,
    known: known.length,
    all: values.length,
  };
}

/** `36.4 [35.9, 37]`, and of how many where not of all. */
export function spreadText({ known, all, ...numbers }: Spread, format: (value: number) => string): string {
  const [middle, low, high] = [numbers.median, numbers.low, numbers.high].map(format);
  const range = low === high ? middle! : `${middle} [${low}, ${high}]`;
  return known === all ? range : `${range}, ${known} of ${all}`;
}

export function spread(values: readonly (number | undefined)[], format: (value: number) => string): string {
  const found = spreadOf(values);
  return found === undefined ? NONE : spreadText(found, format);
}

/** The median alone. */
export function medianOf(values: readonly (number | undefined)[], format: (value: number) => string): string {
  const known = finite(values);
  return known.length === 0 ? NONE : format(median(known));
}

const finite = (values: readonly (number | undefined)[]): number[] =>
  values.filter((value): value is number => Number.isFinite(value)).sort((a, b) => a - b);

/** `2 converged, 1 diverged`, the most frequent first. */
export const endings = (runs: readonly MeasuredRun[]): string =>
  [...Map.groupBy(runs, ({ ending }) => ending)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([ending, { length }]) => `${count(length)} ${ending}`)
    .join(', ');

export const axisValue = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

export const cellTitle = (cell: Cell): string =>
  Object.entries(cell)
    .map(([axis, value]) => `\`${axis}\` = ${axisValue(value)}`)
    .join(', ');

/** A Markdown table; its columns are aligned when the page is formatted. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
