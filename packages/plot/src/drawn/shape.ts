/** Curves in as few points as show their shape: rises stay as steep, and plateaus as flat, as they were measured. */
import simplify from 'simplify-js';
import { downsample, type Points } from './downsample.ts';
import { clamp, type Range } from '../axes/range.ts';
import type { TrajectoryPoints } from '../source/trajectoryPoints.ts';

/** Where a curve is drawn, in pixels. */
export interface Place {
  /** Ascending in the iteration. */
  readonly x: (iteration: number) => number;
  readonly y: (value: number) => number;
  /** Of the whole plot. */
  readonly width: number;
  /** Values beyond are drawn as its ends. */
  readonly far: Range;
}

export interface PlacedCurve {
  readonly points: TrajectoryPoints;
  readonly place: Place;
}

export interface ShapeLimits {
  /** Points of all curves together. */
  readonly budget: number;
  /** Pixels by which a curve may depart from what was measured, even where all have more points than the budget. */
  readonly mostPixels: number;
}

/** A tenth of a pixel is out of sight in print, too. */
const FINEST_PIXELS = 0.1;
/** Of one column; a curve that swings within it is drawn from its smallest to its largest value there. */
const COLUMN_PIXELS = 0.5;

interface PlacedPoint {
  readonly x: number;
  readonly y: number;
  readonly iteration: number;
  readonly value: number;
  /** It stays whatever the shape. */
  readonly isExtreme: boolean;
}

/** Points without a gap between them. */
type Stretch = readonly PlacedPoint[];

/**
 * The curves with the points that their shapes need: every visible point lies within `FINEST_PIXELS` of its drawn curve. Where all
 * curves together have more points than the budget, this distance is doubled, and again, up to `mostPixels`. The first and the last
 * point, the smallest and the largest value of every curve, and the ends of its gaps always stay.
 *
 * The points are chosen by the algorithm of Ramer, Douglas and Peucker, in drawn coordinates.
 */
export function shapesWithin(curves: readonly PlacedCurve[], { budget, mostPixels }: ShapeLimits): Points[] {
  let pixels = FINEST_PIXELS;
  let shapes = curves.map((curve) => stretchesOf(curve).map((stretch) => thinned(stretch, pixels)));
  // What is thin already is thinned again, which is quick. The distances add up to less than twice the last one.
  while (countPoints(shapes) > budget && 4 * pixels <= mostPixels) {
    pixels *= 2;
    shapes = shapes.map((stretches) => stretches.map((stretch) => thinned(stretch, pixels)));
  }
  return shapes.map(joined);
}

const countPoints = (shapes: readonly (readonly Stretch[])[]): number =>
  shapes.reduce((sum, stretches) => stretches.reduce((all, { length }) => all + length, sum), 0);

/** Simplification keeps the ends of what it is given, so it is given the parts between extremes. */
function thinned(stretch: Stretch, pixels: number): Stretch {
  const ends = stretch.flatMap(({ isExtreme }, i) => (isExtreme || i === stretch.length - 1 ? [i] : []));
  let start = 0;
  return ends.flatMap((end, i) => {
    const part = simplify(stretch.slice(start, end + 1), pixels, true) as PlacedPoint[];
    start = end;
    // Its first point is the last one of the part before.
    return i === 0 ? part : part.slice(1);
  });
}

function stretchesOf({ points, place }: PlacedCurve): Stretch[] {
  const columns = Math.max(1, Math.round(place.width / COLUMN_PIXELS));
  // Fewer points than columns are all visible.
  const { iterations, values } =
    points.iterations.length <= columns
      ? { iterations: Array.from(points.iterations), values: Array.from(points.values) }
      : downsample(points.iterations, points.values, columns, place.x);
  const [smallest, largest] = extremesOf(values);
  const stretches: PlacedPoint[][] = [];
  iterations.forEach((iteration, i) => {
    if (!Number.isFinite(values[i])) return;
    const value = clamp(values[i]!, place.far);
    if (i === 0 || !Number.isFinite(values[i - 1])) stretches.push([]);
    const isExtreme = i === smallest || i === largest;
    stretches.at(-1)!.push({ x: place.x(iteration), y: place.y(value), iteration, value, isExtreme });
  });
  return stretches;
}

/** Indices of the first smallest and the first largest finite value; -1 where there is none. */
function extremesOf(values: readonly number[]): [smallest: number, largest: number] {
  let [smallest, largest] = [-1, -1];
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) return;
    if (smallest < 0 || value < values[smallest]!) smallest = i;
    if (largest < 0 || value > values[largest]!) largest = i;
  });
  return [smallest, largest];
}

/** With one point that is no number in every gap. */
function joined(stretches: readonly Stretch[]): Points {
  const points: Points = { iterations: [], values: [] };
  for (const stretch of stretches) {
    const last = points.iterations.at(-1);
    if (last !== undefined) {
      points.iterations.push((last + stretch[0]!.iteration) / 2);
      points.values.push(NaN);
    }
    for (const { iteration, value } of stretch) {
      points.iterations.push(iteration);
      points.values.push(value);
    }
  }
  return points;
}
