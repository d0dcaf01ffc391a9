import { statSync } from 'node:fs';
import { InputError } from '@ranksweep/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openStore, query, type Deletion, type Store } from '../src/index.ts';
import { killHard, startChild } from './support/children.ts';
import {
  chunk,
  config,
  done,
  finalState,
  newRun,
  newSweep,
  take,
  temporaryStore,
} from './support/fixtures.ts';

/** Adds a sweep with a run for each seed. @returns the runs' ids */
function addSweep(store: Store, name: string, seeds: readonly number[]): number[] {
  const sweep = store.upsertSweep({ ...newSweep, name, specHash: name });
  const runs = seeds.map((seed) => newRun({ config: config({ seed }) }));
  return store.registerRuns(sweep, runs).map(({ runId }) => runId);
}

/** Gives a run so many snapshots of two metrics, and ends it. */
function finish(store: Store, runId: number, snapshots: number): void {
  const attempt = take(store, runId);
  const iterations = Array.from({ length: snapshots }, (_, i) => i);
  store.appendChunk(runId, attempt, chunk(iterations, { a: iterations, b: iterations }));
  const events = [{ iteration: 0, kind: 'rise', subject: 'a', value: 1 }] as const;
  store.finishRun(runId, attempt, { ...done, events, finalState: finalState(1, 2, 3) });
}

const deleteAll = (store: Store, deletion: Deletion): void => {
  while (store.deleteStep(deletion));
};

/** Rows of every table that belongs to runs or sweeps. */
const rowCounts = (store: Store): number[] =>
  [
    'sweeps',
    'runs',
    'sweep_runs',
    'params',
    'points',
    'finals',
    'events',
    'attempts',
    'checkpoints',
    'leases',
    'tags',
  ].map((table) => query(store.path, `SELECT count(*) FROM ${table}`).rows[0]![0] as number);

it('removes a sweep with all that is its own, and leaves what another has', () => {
  const store = temporaryStore();
  for (const runId of addSweep(store, 'a', [0, 1])) finish(store, runId, 5);
  store.changeTags(1, { add: ['x'] });
  const [, own] = addSweep(store, 'b', [1, 2]);
  finish(store, own!, 7);
  expect(store.sizeOfDeletion({ sweepIds: [2] })).toEqual({
    runIds: [own],
    trajectoryHashes: [store.run(own!)!.trajectoryHash],
    sharedRuns: 1,
    points: 14,
    bytes: 14 * 22 + 3,
  });
  deleteAll(store, { sweepIds: [2] });
  expect(store.sweeps().map(({ name, runs }) => [name, runs.done])).toEqual([['a', 2]]);
  expect(store.trajectory(2, '*').map(({ values }) => values.length)).toEqual([5, 5]);
  deleteAll(store, { sweepIds: [1] });
  expect(rowCounts(store)).toEqual(Array(11).fill(0));
});

it('removes single runs from all sweeps', () => {
  const store = temporaryStore();
  for (const runId of addSweep(store, 'a', [0, 1])) finish(store, runId, 5);
  addSweep(store, 'b', [1]);
  expect(store.sizeOfDeletion({ runIds: [2, 99] })).toMatchObject({ runIds: [2], sharedRuns: 0, points: 10 });
  deleteAll(store, { runIds: [2, 99] });
  expect(store.sweeps().map(({ runs }) => runs.done)).toEqual([1, 0]);
});

it('goes in steps, the sweep last', () => {
  const store = temporaryStore();
  for (const runId of addSweep(store, 'a', [0, 1, 2, 3])) finish(store, runId, 5);
  const left = (): unknown => [
    store.sweep(1)?.runs.done,
    query(store.path, 'SELECT count(*) FROM points').rows[0]![0],
  ];
  expect([store.deleteStep({ sweepIds: [1] }, 15), left()]).toEqual([true, [2, 20]]);
  expect([store.deleteStep({ sweepIds: [1] }, 1), left()]).toEqual([true, [1, 10]]);
  expect([store.deleteStep({ sweepIds: [1] }, 1), left()]).toEqual([false, [undefined, 0]]);
});

it('removes of any sweeps what no other has', () => {
  const seeds = fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { maxLength: 6 });
  const sweeps = fc.array(fc.record({ seeds, goes: fc.boolean() }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(sweeps, fc.integer({ min: 1, max: 9 }), (all, mostPoints) => {
      const store = temporaryStore();
      all.forEach((sweep, i) => addSweep(store, String(i), sweep.seeds));
      const sweepIds = all.flatMap(({ goes }, i) => (goes ? [i + 1] : []));
      while (store.deleteStep({ sweepIds }, mostPoints));
      const kept = all.filter(({ goes }) => !goes);
      expect(store.sweeps().map(({ id }) => store.runsOfSweep(id).map(({ seed }) => seed))).toEqual(
        kept.map((sweep) => sweep.seeds.toSorted((a, b) => a - b)),
      );
      const [{ length: runs }] = [query(store.path, 'SELECT id FROM runs').rows];
      expect(runs).toBe(new Set(kept.flatMap((sweep) => sweep.seeds)).size);
      store.close();
    }),
    { numRuns: 30 },
  );
});

it('refuses what a living process works on, and changes nothing', async () => {
  const store = temporaryStore();
  const [held, pending, ended] = addSweep(store, 'a', [0, 1, 2]) as [number, number, number];
  addSweep(store, 'b', [1]);
  finish(store, ended, 5);
  const child = startChild('claim.ts', store.path, held);
  expect(await child.firstLine).toBe('1');
  const before = rowCounts(store);
  for (const deletion of [{ sweepIds: [1] }, { runIds: [held] }, { runIds: [ended, pending] }]) {
    expect(() => store.deleteStep(deletion)).toThrow(InputError);
    expect(() => store.requireNobodyAt(deletion)).toThrow(
      `found run ${held} in the hands of process ${child.process.pid}`,
    );
  }
  expect(() => store.vacuum()).toThrow('give room back when that has ended');
  expect(rowCounts(store)).toEqual(before);
  // It asks neither for a run that has ended nor for another sweep.
  deleteAll(store, { runIds: [ended], sweepIds: [2] });
  await killHard(child);
  deleteAll(store, { sweepIds: [1] });
  expect(rowCounts(store)).toEqual(Array(11).fill(0));
});

it('leaves room, which is given back when asked', () => {
  const store = temporaryStore();
  for (const runId of addSweep(store, 'a', [0, 1])) finish(store, runId, 20_000);
  deleteAll(store, { runIds: [1] });
  const { totalBytes, freeBytes } = store.room();
  expect(freeBytes).toBeGreaterThan(40_000 * 12);
  store.vacuum();
  expect(store.room().freeBytes).toBe(0);
  expect(store.room().totalBytes).toBeLessThanOrEqual(totalBytes - freeBytes);
  expect(statSync(store.path).size).toBe(store.room().totalBytes);
  expect(() => store.transaction(() => store.vacuum())).toThrow('cannot VACUUM from within a transaction');
  expect(openStore(store.path, { readOnly: true }).trajectory(2, 'a')[0]!.values).toHaveLength(20_000);
});
