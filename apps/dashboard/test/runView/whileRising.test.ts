import { expect, it } from 'vitest';
import { whileRising } from '../../src/views/run/whileRising.ts';
import type { Points } from '../../src/views/run/growingSeries.ts';

const points = (...values: number[]): Points => ({
  iterations: Float64Array.from(values, (_, i) => 25 * i),
  values: Float64Array.from(values),
});
const theory = points(1, 2, 3, 4, 5);

it('ends a theory where the measured curve has first reached 95 % of its last value', () => {
  expect([...whileRising(theory, points(0, 60, 94, 95, 100)).values]).toEqual([1, 2, 3, 4]);
  expect([...whileRising(theory, points(0, 96, 20, 95, 100)).values]).toEqual([1, 2]);
});

it('measures by the last value that is finite', () => {
  expect([...whileRising(theory, points(0, 10, 95, 100, NaN)).values]).toEqual([1, 2, 3]);
});

it('keeps all of a theory whose curve does not rise, or that ends before', () => {
  expect(whileRising(theory, points(3, 2, 2))).toBe(theory);
  expect(whileRising(theory, points(NaN, NaN))).toBe(theory);
  expect([...whileRising(points(1, 2), points(0, 0, 0, 2)).values]).toEqual([1, 2]);
});
