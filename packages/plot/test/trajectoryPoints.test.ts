import { expect, it } from 'vitest';
import { lastFinite, upTo } from '../src/source/trajectoryPoints.ts';

const points = { iterations: [10, 20, 40], values: [1, 2, 6] };

it.each([
  [5, [], []],
  [10, [10], [1]],
  [25, [10, 20, 25], [1, 2, 3]],
])('cuts a trajectory at iteration %d with a point there', (last, iterations, values) => {
  expect(upTo(points, last)).toEqual({ iterations, values });
});

it('leaves a trajectory that ends before as it is', () => {
  expect(upTo(points, 40)).toBe(points);
  expect(upTo({ iterations: [], values: [] }, 40)).toEqual({ iterations: [], values: [] });
});

it('finds the last finite value', () => {
  expect(lastFinite({ iterations: [0, 1, 2], values: [1, 2, Infinity] })).toBe(1);
  expect(lastFinite({ iterations: [0], values: [NaN] })).toBe(-1);
});
