import type { Series, TrajectoryChunk } from '@ranksweep/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WholeTrajectory } from '../src/lane/wholeTrajectory.ts';

const chunk = (iterations: number[], columns: Record<string, number[]>): TrajectoryChunk => ({
  metrics: Object.keys(columns),
  iterations: Float64Array.from(iterations),
  values: Float64Array.from(Object.values(columns).flat()),
});

const plain = (series: readonly Series[]): unknown[] =>
  series.map(({ metric, iterations, values }) => [metric, Array.from(iterations), Array.from(values)]);

/** The same, but one snapshot at a time in a Map: each snapshot removes those at its own iteration and later. */
function slowTwin(chunks: readonly TrajectoryChunk[]): unknown[] {
  const snapshots = new Map<number, Map<string, number>>();
  const names = new Set(chunks.flatMap(({ metrics }) => metrics));
  for (const { metrics, iterations, values } of chunks) {
    iterations.forEach((iteration, i) => {
      for (const reached of snapshots.keys()) if (reached >= iteration) snapshots.delete(reached);
      snapshots.set(iteration, new Map(metrics.map((name, m) => [name, values[m * iterations.length + i]!])));
    });
  }
  return [...names].map((name) => [
    name,
    [...snapshots.keys()],
    [...snapshots.values()].map((snapshot) => snapshot.get(name) ?? NaN),
  ]);
}

const chunks = fc.array(
  fc
    .record({
      start: fc.nat(100),
      columns: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
      rows: fc.array(fc.double(), { minLength: 1, maxLength: 9 }),
    })
    .map(({ start, columns, rows }) =>
      chunk(
        rows.map((_, i) => start + 10 * i),
        Object.fromEntries(columns.map((name, m) => [name, rows.map((value) => value + m)])),
      ),
    ),
  { maxLength: 12 },
);

it('holds what was appended, a later snapshot in place of those it takes the place of', () => {
  fc.assert(
    fc.property(chunks, (given) => {
      const whole = new WholeTrajectory();
      for (const one of given) whole.append(one);
      expect(plain(whole.series())).toEqual(slowTwin(given));
    }),
  );
});

it('knows no value where a metric was not recorded', () => {
  const whole = new WholeTrajectory();
  whole.append(chunk([25, 50], { b: [2, 3] }));
  whole.append(chunk([75], { b: [4], a: [5] }));
  expect(whole.length).toBe(3);
  expect(plain(whole.series())).toEqual([
    ['b', [25, 50, 75], [2, 3, 4]],
    ['a', [25, 50, 75], [NaN, NaN, 5]],
  ]);
});

it('is empty where nothing was recorded', () => {
  expect(new WholeTrajectory().series()).toEqual([]);
  expect(new WholeTrajectory().length).toBe(0);
});
