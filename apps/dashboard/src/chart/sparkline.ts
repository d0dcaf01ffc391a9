/** A series in one line of text, by heights of blocks. */
import { axisScale, placeOn, type ScaleKind } from './scale.ts';
import { cellCount, textGrid } from './textGrid.ts';
import type { ColorIndex, Line } from './spans.ts';

export interface SparklineOptions {
  readonly width: number;
  /** Evenly spaced; NaN leaves a gap, infinities are `▲` and `▼`, and so is `▼` what a logarithmic scale does not hold. */
  readonly values: ArrayLike<number>;
  readonly scale?: ScaleKind;
  readonly color?: ColorIndex;
}

const blocks = '▁▂▃▄▅▆▇█';

/** Scaled from the smallest to the largest value; where several share a cell, the one that is farthest from the cell before. */
export function sparkline({ width, values, scale = 'linear', color }: SparklineOptions): Line {
  const grid = textGrid({ width, height: 1 });
  const heightOf = heightOn(scale, values);
  const cells = Math.min(cellCount(width), values.length);
  let before = NaN;
  for (let cell = 0; cell < cells; cell++) {
    const [start, end] = [cell, cell + 1].map((edge) => Math.floor((edge * values.length) / cells));
    const value = farthest(values, start, end, before, heightOf);
    if (Number.isFinite(heightOf(value))) before = value;
    grid.write(cell, 0, glyph(heightOf(value)), color === undefined ? {} : { color });
  }
  return grid.lines()[0];
}

/** From 0 to 1; -Infinity or Infinity for what lies beyond the scale, NaN for gaps. */
type Height = (value: number) => number;

function heightOn(kind: ScaleKind, values: ArrayLike<number>): Height {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value) || (kind === 'log' && value <= 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  // A constant lies in the middle.
  const share =
    low < high ? axisScale(kind, low, high).share : (value: number) => (Number.isNaN(value) ? NaN : 0.5);
  return (value) => {
    if (value > high) return Infinity;
    return value < low ? -Infinity : share(value);
  };
}

function farthest(
  values: ArrayLike<number>,
  start: number,
  end: number,
  before: number,
  heightOf: Height,
): number {
  let chosen = values[end - 1];
  if (Number.isNaN(before)) return chosen;
  const distance = (value: number): number => Math.abs(heightOf(value) - heightOf(before));
  for (let i = start; i < end; i++) {
    if (Number.isNaN(distance(chosen)) || distance(values[i]) > distance(chosen)) chosen = values[i];
  }
  return chosen;
}

const heightScale = axisScale('linear', 0, 1);
const blockOf = placeOn(heightScale, blocks.length);

function glyph(height: number): string {
  if (Number.isNaN(height)) return ' ';
  if (!Number.isFinite(height)) return height > 0 ? '▲' : '▼';
  return blocks[blockOf(height)];
}
