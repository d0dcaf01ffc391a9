/** The legend of a heat map: what its shades and its marks mean. */
import { isMark, MISSING, NOT_A_NUMBER } from './heatCells.ts';
import type { HeatGrid } from './heatGrid.ts';
import type { Scale } from './scale.ts';
import { shades } from './shades.ts';
import { shortNumber } from './shortNumber.ts';
import type { Span, Style } from './spans.ts';
import type { TextGrid } from './textGrid.ts';

/** Whole parts only: half a number would be another one. Fewer than two values span no range, so there is none to tell. */
export function writeLegend(grid: TextGrid, row: number, scale: Scale, options: HeatGrid): void {
  const values = valuesOf(options);
  const range = new Set(values.filter(Number.isFinite)).size < 2 ? [] : rangeOf(scale, grid.width);
  if (range === undefined) return;
  let at = 0;
  const write = (text: string, style: Style = {}): void => {
    if (at + text.length <= grid.width) grid.write(at, row, text, style);
    at += text.length;
  };
  for (const { text, ...style } of range) write(text, style);
  for (const note of notesOf(scale, values)) write(`  ${note}`, { dim: true });
}

/** The shades between the smallest and the largest value; undefined where there is no room for them. */
function rangeOf(scale: Scale, width: number): Span[] | undefined {
  const low = `${shortNumber(scale.low, 3)}[`;
  const high = `]${shortNumber(scale.high, 3)}`;
  const fits = (each: number): boolean => low.length + each * shades.length + high.length <= width;
  const each = [3, 2, 1].find(fits);
  if (each === undefined) return undefined;
  return [
    { text: low },
    ...shades.map(({ character, color }) => ({ text: character.repeat(each), color })),
    { text: high },
  ];
}

const valuesOf = ({ columns, rows, cells }: HeatGrid): (HeatGrid['cells'][number][number] | undefined)[] =>
  rows.values.flatMap((_, row) => columns.values.map((__, column) => cells[row]?.[column]));

function notesOf({ kind, low }: Scale, values: ReturnType<typeof valuesOf>): string[] {
  const some = (test: (value: number) => boolean): boolean =>
    values.some((value) => typeof value === 'number' && test(value));
  const marks = new Map(values.filter(isMark).map((mark) => [mark.character, mark.meaning]));
  return [
    kind === 'log' ? 'log scale' : '',
    values.includes(undefined) ? `${MISSING} missing` : '',
    ...[...marks].map(([character, meaning]) => `${character} ${meaning}`),
    some(Number.isNaN) ? `${NOT_A_NUMBER} NaN` : '',
    kind === 'log' && some((value) => value < low) ? '≤ 0 as lowest' : '',
    some((value) => value === Infinity) ? 'inf as highest' : '',
    kind === 'linear' && some((value) => value === -Infinity) ? '-inf as lowest' : '',
  ].filter((note) => note !== '');
}
