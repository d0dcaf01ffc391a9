/** Databases of a size that is asked for, and how a time grows with it. */
import { join } from 'node:path';
import fc from 'fast-check';
import { openStore } from '@ranksweep/store';
import { expandStored, findHoles } from '@ranksweep/sweep';
import { expect, it } from 'vitest';
import { fillDatabase } from '../src/growth/fillDatabase.ts';
import { growthExponent, nLogNExponent } from '../src/growth/growth.ts';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';

it('writes a database as its sweep would leave it', async () => {
  const db = join(temporaryFolder(), 'growth.db');
  const size = fillDatabase(db, { runs: 50, points: 2000 });
  expect(size.runs).toBe(80); // whole cells
  expect(size.points).toBeGreaterThanOrEqual(2000);
  const store = openStore(db, { readOnly: true });
  const [sweep] = store.sweeps();
  expect(sweep).toMatchObject({ status: 'done', runs: { done: 80, pending: 0, running: 0 } });
  const points = store
    .runsOfSweep(sweep!.id)
    .flatMap(({ runId }) => store.trajectory(runId, '*'))
    .reduce((sum, { values }) => sum + values.length, 0);
  expect(points).toBe(size.points);
  expect(findHoles(store, sweep!.id, await expandStored(sweep!))).toEqual([]);
  store.close();
});

it('finds the exponent of a power, whatever the program takes to start', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.5, max: 3, noNaN: true }),
      fc.double({ min: 0, max: 1000, noNaN: true }),
      (power, emptyMs) => {
        const measured = [100, 1000, 10_000].map((size) => ({
          size,
          ms: emptyMs + 200 * (size / 100) ** power,
        }));
        expect(growthExponent(measured, emptyMs)).toBeCloseTo(power, 6);
      },
    ),
  );
});

it('says nothing of what does not grow, or was measured once', () => {
  const measured = [
    { size: 10, ms: 500 },
    { size: 100, ms: 550 },
  ];
  expect(growthExponent(measured, 490)).toBeUndefined();
  expect(growthExponent(measured.slice(1), 0)).toBeUndefined();
});

it('knows the exponent of n log n between two sizes', () => {
  const measured = [1000, 10_000].map((size) => ({ size, ms: size * Math.log(size) }));
  expect(growthExponent(measured, 0)).toBeCloseTo(nLogNExponent(measured), 12);
});
