import { expect, it } from 'vitest';
import { riseEnd } from '../src/events/riseEnd.ts';

const curve = (...values: number[]) => ({ iterations: values.map((_, i) => 25 * i), values });

it('is where 95 % of the last value is reached first, and no less', () => {
  expect(riseEnd(curve(0, 60, 94, 95, 100))).toBe(75);
  expect(riseEnd(curve(0, 96, 20, 95, 100))).toBe(25);
});

it('goes by the last value that is finite', () => {
  expect(riseEnd(curve(0, 10, 95, 100, NaN, Infinity))).toBe(50);
  expect(riseEnd(curve(NaN, 1, 2))).toBe(50);
});

it('is nowhere for a curve that falls, or has nothing finite', () => {
  expect(riseEnd(curve(3, 2, 2))).toBe(Infinity);
  expect(riseEnd(curve(1))).toBe(Infinity);
  expect(riseEnd(curve(-1, -2))).toBe(Infinity);
  expect(riseEnd(curve(NaN, Infinity))).toBe(Infinity);
  expect(riseEnd(curve())).toBe(Infinity);
});
