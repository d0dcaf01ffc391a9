/** The legend of a heat map: what its shades and its marks mean. */
import { isMark, MISSING, NOT_A_NUMBER } from './heatCells.ts';
import type { HeatGrid } from './heatGrid.ts';
import type { Scale } from './scale.ts';
import { shades } from './shades.ts';
import { shortNumber } from './shortNumber.ts';
import type { Style } from './spans.ts';
import type { TextGrid } from './textGrid.ts';

/** Whole parts only: half a number would be another one. */
export function writeLegend(grid: TextGrid, row: number, scale: Scale, options: HeatGrid): void {
  const low = `${shortNumber(scale.low, 3)}[`;
  const high = `]${shortNumber(scale.high, 3)}`;
  const fits = (each: number): boolean => low.length + each * shades.length + high.length <= grid.width;
  const each = [3, 2, 1].find(fits);
  if (each === undefined) return;
  let at = 0;
  const write = (text: string, style: Style = {}): void => {
    if (at + text.length <= grid.width) grid.write(at, row, text, style);
    at += text.length;
  };
  write(low);
  for (const { character, color } of shades) write(character.repeat(each), { color });
  write(high);
  for (const note of notesOf(scale, options)) write(`  ${note}`, { dim: true });
}

function notesOf({ kind, low }: Scale, { columns, rows, cells }: HeatGrid): string[] {
  const values = rows.values.flatMap((_, row) => columns.values.map((__, column) => cells[row]?.[column]));
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
