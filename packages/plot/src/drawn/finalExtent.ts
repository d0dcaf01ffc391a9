/** How far the axes of panels of final values reach, and where their points stand beside each other. */
import type { FinalPanel } from '../figure.ts';
import { clamp, leastOf, mostOf } from '../axes/range.ts';

export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

export interface FinalExtent {
  readonly x: readonly [low: number, high: number];
  /** Not yet rounded to ticks. */
  readonly y: ValueRange;
  /** Places of the points, ascending. */
  readonly places: readonly number[];
  /** Pixels that a place may take up, half of them on either side. */
  readonly slot: number;
  /** Pixels to the right of a place, as a value of the axis. */
  beside(place: number, pixels: number): number;
}

/** Beside the outermost places, where there are several: half of what is between two, within these shares of all. */
const MARGIN = { least: 0.05, most: 0.25 };
const MARGIN_OF_VALUES = 0.05;

export function finalExtent(panel: FinalPanel, plotWidth: number): FinalExtent {
  const isLog = panel.xScale === 'log';
  const on = (x: number): number => (isLog ? Math.log10(x) : x);
  const off = (position: number): number => (isLog ? 10 ** position : position);
  const points = panel.lines.flatMap((line) => line.points);
  const places = [...new Set(points.map(({ x }) => x))].filter((x) => !isLog || x > 0).sort((a, b) => a - b);
  const [low, high] = ends(places.map(on));
  const gap = leastOf(places.slice(1).map((place, i) => on(place) - on(places[i]!)));
  // A place that stands alone has a width, too.
  const span = high - low || 1;
  const margin = Number.isFinite(gap) ? span * clamp(gap / 2 / span, MARGIN) : span / 2;
  const [first, last] = [low - margin, high + margin];
  const pixel = (last - first) / plotWidth;
  return {
    x: [off(first), off(last)],
    y: valueRange(panel),
    places,
    slot: Math.min(gap, 2 * margin) / pixel,
    beside: (place, pixels) => off(on(place) + pixels * pixel),
  };
}

/** All of the bars, what theory says, and lines at known values. */
export function valueRange({ lines, yScale, references = [] }: FinalPanel): ValueRange {
  const isLog = yScale === 'log';
  const values = lines
    .flatMap(({ points, theory }) => [
      ...points.flatMap(({ low, value, high }) => [low, value, high]),
      ...theory.map(({ value }) => value),
    ])
    .concat(references.map(({ value }) => value))
    .filter((value) => Number.isFinite(value) && (!isLog || value > 0));
  if (values.length === 0) return { low: isLog ? 0.1 : 0, high: 1 };
  const [low, high] = ends(values);
  if (isLog) return { low, high };
  const margin = MARGIN_OF_VALUES * (high - low || Math.abs(high) || 1);
  // A margin below zero would promise values that there cannot be.
  return { low: low < 0 ? low - margin : Math.max(0, low - margin), high: high + margin };
}

const ends = (values: readonly number[]): [low: number, high: number] =>
  values.length === 0 ? [0, 0] : [leastOf(values), mostOf(values)];
