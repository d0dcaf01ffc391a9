/** What is drawn of a curve, against what was measured. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapesWithin, type Place } from '../src/drawn/shape.ts';
import type { TrajectoryPoints } from '../src/source/trajectoryPoints.ts';

const WIDTH = 260;
const HEIGHT = 200;

const placeOf = (last: number, high: number): Place => ({
  x: (iteration) => (WIDTH * iteration) / last,
  y: (value) => (HEIGHT * value) / high,
  width: WIDTH,
  far: { least: -1e9, most: 1e9 },
});

const trajectory = (values: readonly number[], every = 25): TrajectoryPoints => ({
  iterations: values.map((_, i) => every * i),
  values,
});

const drawn = (values: readonly number[], { budget = 1e9, mostPixels = 0.8 } = {}): TrajectoryPoints => {
  const place = placeOf(25 * (values.length - 1) || 1, Math.max(1, ...values.filter(Number.isFinite)));
  return shapesWithin([{ points: trajectory(values), place }], { budget, mostPixels })[0]!;
};

/** Pixels from a point to the nearest place of a polyline. */
function distance([x, y]: readonly [number, number], line: readonly (readonly [number, number])[]): number {
  let nearest = Infinity;
  line.forEach(([x1, y1], i) => {
    const [x2, y2] = line[i + 1] ?? [x1, y1];
    const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
    const along =
      length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
    nearest = Math.min(nearest, Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1)));
  });
  return nearest;
}

/** The largest distance of a measured point from the drawn line. */
function error(values: readonly number[], shape: TrajectoryPoints): number {
  const place = placeOf(25 * (values.length - 1) || 1, Math.max(1, ...values));
  const on = ({ iterations, values: ys }: TrajectoryPoints): [number, number][] =>
    Array.from(iterations, (iteration, i) => [place.x(iteration), place.y(ys[i]!)]);
  return Math.max(...on(trajectory(values)).map((point) => distance(point, on(shape))));
}

const sigmoid = (at: number, width: number, length: number): number[] =>
  Array.from({ length }, (_, i) => 1 / (1 + Math.exp((at - i) / width)));

describe('shapesWithin', () => {
  it('keeps a rise as steep as it was, in a run that is much longer', () => {
    // Of 13,000 snapshots three are in the rise: less than a tenth of a pixel.
    const values = Array.from({ length: 13_000 }, (_, i) => (i < 400 ? 0 : i === 400 ? 0.4 : 1));
    const { iterations, values: kept } = drawn(values);
    expect(Array.from(iterations)).toEqual([0, 25 * 399, 25 * 401, 25 * 12_999]);
    expect(Array.from(kept)).toEqual([0, 0, 1, 1]);
  });

  it('draws every measured point, events included, within a tenth of a pixel', () => {
    for (const width of [2, 15, 80]) {
      const values = sigmoid(200, width, 600);
      const shape = drawn(values);
      expect(error(values, shape)).toBeLessThanOrEqual(0.1);
      expect(shape.values.length).toBeLessThan(60);
    }
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 200 }),
        (values) => {
          expect(error(values, drawn(values))).toBeLessThanOrEqual(0.1);
        },
      ),
    );
  });

  it('draws a plateau with its ends alone', () => {
    expect(drawn(new Array<number>(5000).fill(0.5)).values).toEqual([0.5, 0.5]);
  });

  it('keeps the extremes exactly, though they stand out by less than a tenth of a pixel', () => {
    const values = new Array<number>(3000).fill(0.5);
    values[1234] = 0.5001;
    values[2100] = 0.4999;
    const { iterations, values: kept } = drawn(values);
    expect(Array.from(kept)).toEqual([0.5, 0.5001, 0.4999, 0.5]);
    expect(Array.from(iterations)).toEqual([0, 25 * 1234, 25 * 2100, 25 * 2999]);
  });

  it('leaves gaps open, and the points beside them', () => {
    const values = [0, 0.1, 0.2, NaN, 0.4, 0.5, 0.6, Infinity, NaN, 0.9];
    const shape = drawn(values);
    expect(Array.from(shape.values)).toEqual([0, 0.2, NaN, 0.4, 0.6, NaN, 0.9]);
    expect(Array.from(shape.iterations)).toEqual([0, 50, 75, 100, 150, 187.5, 225]);
    expect(drawn([NaN, 1, NaN])).toEqual({ iterations: [25], values: [1] });
    expect(drawn([NaN])).toEqual({ iterations: [], values: [] });
  });

  it('coarsens all curves alike to keep to the budget, and never beyond what is invisible', () => {
    const noisy = Array.from({ length: 4000 }, (_, i) => 0.5 + 0.2 * Math.sin(0.3 * i) * Math.sin(i / 97));
    const place = placeOf(25 * 3999, 1);
    const curves = Array.from({ length: 4 }, () => ({ points: trajectory(noisy), place }));
    const count = (shapes: readonly TrajectoryPoints[]): number =>
      shapes.reduce((sum, { values }) => sum + values.length, 0);
    const all = shapesWithin(curves, { budget: 1e9, mostPixels: 0.8 });
    const half = shapesWithin(curves, { budget: count(all) / 2, mostPixels: 100 });
    expect(count(half)).toBeLessThanOrEqual(count(all) / 2);
    const tight = shapesWithin(curves, { budget: 4, mostPixels: 0.8 });
    expect(count(tight)).toBeLessThan(count(all));
    // Within a column of half a pixel the extremes stand for what lies between them.
    for (const shape of tight) expect(error(noisy, shape)).toBeLessThanOrEqual(0.8);
  });

  it('is quick for ten thousand curves', () => {
    const values = sigmoid(40, 3, 100);
    const curve = { points: trajectory(values), place: placeOf(2475, 1) };
    const shapes = shapesWithin(new Array(10_000).fill(curve), { budget: 30_000, mostPixels: 0.8 });
    expect(shapes).toHaveLength(10_000);
    expect(shapes[0]!.values.length).toBeLessThan(25);
  });
});
