/** The first line of a line chart, and what stands in place of a plot. */
import { fitted } from './cellText.ts';
import type { Thinned } from './downsample.ts';
import type { Scale } from './scale.ts';
import { shortNumber } from './shortNumber.ts';
import type { TextGrid } from './textGrid.ts';

export interface Heading {
  readonly title: string;
  readonly yLabel: string;
}

/** With what the plot cannot show where it is, at the right. */
export function writeHeader(
  grid: TextGrid,
  { title, yLabel }: Heading,
  points: readonly Thinned[],
  y?: Scale,
): void {
  const note = fitted(y === undefined ? '' : noteOf(points, y), grid.width);
  const noteAt = grid.width - note.length;
  grid.write(noteAt, 0, note, { bold: true });
  const room = note === '' ? grid.width : noteAt - 2;
  const begin = fitted(title, room);
  grid.write(0, 0, begin, { bold: true });
  const labelAt = begin === '' ? 0 : begin.length + 2;
  grid.write(labelAt, 0, fitted(yLabel, room - labelAt));
}

export function writeMessage(grid: TextGrid, message: string): void {
  const text = fitted(message, grid.width);
  grid.write((grid.width - text.length) >> 1, grid.height >> 1, text, { dim: true });
}

function noteOf(points: readonly Thinned[], { kind, low }: Scale): string {
  const sum = (key: 'gaps' | 'above' | 'below' | 'notPositive'): number =>
    points.reduce((total, thinned) => total + thinned[key], 0);
  const [gaps, above, below] = [sum('gaps'), sum('above'), sum('below')];
  const limit = sum('notPositive') === below ? '≤ 0' : `< ${shortNumber(low, 2)}`;
  return [
    above > 0 ? `▲ ${above} inf` : '',
    below > 0 ? `▼ ${below} ${kind === 'log' ? limit : '-inf'}` : '',
    gaps > 0 ? `${gaps} NaN` : '',
  ]
    .filter((part) => part !== '')
    .join('  ');
}
