import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bandsOf } from '../src/drawn/band.ts';
import type { Curve } from '../src/index.ts';

const curve = (seed: number, points: readonly [iteration: number, value: number][], rest = {}): Curve => ({
  seed,
  iterations: points.map(([iteration]) => iteration),
  values: points.map(([, value]) => value),
  ...rest,
});

it('interpolates between snapshots, keeps the last value of a run that has ended, and leaves out what is not finite', () => {
  const [band] = bandsOf(
    [
      curve(0, [
        [0, 0],
        [50, 10],
      ]),
      curve(1, [
        [0, 1],
        [25, 2],
        [50, NaN],
        [75, 4],
      ]),
      curve(2, [[0, Infinity]]),
    ],
    'band',
  );
  expect(band).toEqual({
    iterations: [0, 25, 50, 75],
    low: [0, 2, 10, 4],
    middle: [0.5, 3.5, 10, 7],
    high: [1, 5, 10, 10],
    runs: 3,
    lost: 0,
  });
});

it('has one band a rank and group', () => {
  const point: [number, number][] = [[0, 1]];
  const bands = bandsOf(
    [
      curve(0, point, { rank: 1 }),
      curve(1, point, { rank: 1 }),
      curve(0, point, { rank: 2 }),
      curve(0, point, { group: 'a' }),
    ],
    'band',
  );
  expect(bands.map(({ rank, group }) => [rank, group])).toEqual([
    [1, undefined],
    [2, undefined],
    [undefined, 'a'],
  ]);
});

it.each(['band', 'deviation'] as const)('is gaps where no seed has a value: %s', (kind) => {
  expect(bandsOf([curve(0, [[0, NaN]])], kind)[0]).toMatchObject({ low: [NaN], middle: [NaN], high: [NaN] });
});

it('of runs with equal snapshots is their order statistics', () => {
  const rows = fc.array(
    fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 3, maxLength: 3 }),
    {
      minLength: 1,
      maxLength: 20,
    },
  );
  fc.assert(
    fc.property(rows, (snapshots) => {
      const seeds = [0, 1, 2].map((seed) =>
        curve(
          seed,
          snapshots.map((row, i) => [i, row[seed]!]),
        ),
      );
      const sorted = snapshots.map((row) => row.toSorted((a, b) => a - b));
      const { low, middle, high } = bandsOf(seeds, 'band')[0]!;
      expect([low, middle, high]).toEqual(
        [0, 1, 2].map((k) => sorted.map((row) => expect.closeTo(row[k]!, 9))),
      );
    }),
  );
});
