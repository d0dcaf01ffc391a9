import type { Series } from '@ranksweep/core';
import { expect, it } from 'vitest';
import { toldDerived } from '../src/lane/derivedParts.ts';
import { POINTS_PER_MESSAGE } from '../src/lane/pointsPerMessage.ts';

const series = (metric: string, length: number): Series => ({
  metric,
  iterations: Float64Array.from({ length }, (_, i) => 10 * i),
  values: Float64Array.from({ length }, (_, i) => i / 3),
});

it('tells few points with the end', () => {
  const derived = [series('a', POINTS_PER_MESSAGE - 1), series('b', 1)];
  expect(toldDerived(derived)).toEqual({ ahead: [], withEnd: derived });
});

it('tells long series ahead of the end, whole and in order, in parts that are written in one go', () => {
  const derived = [
    series('a', 2 * POINTS_PER_MESSAGE + 1),
    series('b', 1),
    series('c', 5),
    series('d', POINTS_PER_MESSAGE),
    series('e', 0),
  ];
  const { ahead, withEnd } = toldDerived(derived);
  expect(withEnd.map(({ metric }) => metric)).toEqual(['b', 'e']);
  expect(ahead.map(({ metric, isFirst }) => `${metric} ${isFirst}`)).toEqual([
    'a true',
    'a false',
    'a false',
    'c true',
    'd true',
  ]);
  expect(Math.max(...ahead.map(({ values }) => values.length))).toBe(POINTS_PER_MESSAGE);
  for (const { metric, iterations, values } of derived) {
    const parts = ahead.filter((part) => part.metric === metric);
    if (parts.length === 0) continue;
    expect(parts.flatMap((part) => Array.from(part.iterations))).toEqual(Array.from(iterations));
    expect(parts.flatMap((part) => Array.from(part.values))).toEqual(Array.from(values));
  }
});
