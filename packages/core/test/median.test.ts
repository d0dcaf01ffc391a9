import { expect, it } from 'vitest';
import { median } from '../src/median.ts';

it.each([
  [[10, 1, 3], 3],
  [[10, 1, 3, 4], 3.5],
  [[7], 7],
  [[1, Infinity, Infinity], Infinity],
  [[1, 2, Infinity], 2],
  [[], NaN],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

it('leaves its values in their order', () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});
