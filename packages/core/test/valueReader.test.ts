import { expect, it } from 'vitest';
import { valueReader } from '../src/index.ts';

it('interpolates between snapshots, has no value before the first, and keeps the last', () => {
  const valueAt = valueReader({ iterations: [10, 20, 40], values: [1, 3, 2] });
  expect([5, 10, 15, 20, 25, 40, 100].map(valueAt)).toEqual([NaN, 1, 2, 3, 2.75, 2, 2]);
});

it('keeps a snapshot beside one that is not finite', () => {
  const valueAt = valueReader({ iterations: [0, 10], values: [1, Infinity] });
  expect([0, 5, 10].map(valueAt)).toEqual([1, Infinity, Infinity]);
});
