import { expect, it } from 'vitest';
import { whileRising } from '../../src/views/run/whileRising.ts';
import type { Points } from '../../src/views/run/growingSeries.ts';

const points = (...values: number[]): Points => ({
  iterations: Float64Array.from(values, (_, i) => 25 * i),
  values: Float64Array.from(values),
});
const theory = points(1, 2, 3, 4, 5);
const everything = { least: -Infinity, most: Infinity };

it('ends a theory where the measured curve has first reached 95 % of its last value', () => {
  expect([...whileRising(theory, points(0, 60, 94, 95, 100), everything).values]).toEqual([1, 2, 3, 4]);
  expect([...whileRising(theory, points(0, 96, 20, 95, 100), everything).values]).toEqual([1, 2]);
});

it('measures by the last value that is finite', () => {
  expect([...whileRising(theory, points(0, 10, 95, 100, NaN), everything).values]).toEqual([1, 2, 3]);
});

it('keeps all of a theory whose curve does not rise, or that ends before', () => {
  expect(whileRising(theory, points(3, 2, 2), everything)).toBe(theory);
  expect(whileRising(theory, points(NaN, NaN), everything)).toBe(theory);
  expect([...whileRising(points(1, 2), points(0, 0, 0, 2), everything).values]).toEqual([1, 2]);
});

it('ends a theory where it leaves the range of what was measured, on either side', () => {
  const still = points(3, 3, 3, 3, 3);
  expect([...whileRising(theory, still, { least: 0, most: 3 }).values]).toEqual([1, 2, 3]);
  expect([...whileRising(points(3, 2, 1, 9), still, { least: 2, most: 9 }).values]).toEqual([3, 2]);
  expect([...whileRising(points(3, Infinity, 3), still, { least: 0, most: 3 }).values]).toEqual([3]);
  expect(whileRising(theory, still, { least: 1, most: 5 })).toBe(theory);
});
