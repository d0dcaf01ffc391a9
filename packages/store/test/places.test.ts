import { expect, test } from 'vitest';
import { config, newRun, newSweep, temporaryStore } from './support/fixtures.ts';

test('a run stands in sweeps, the latest first, beside the other seeds of its cell', () => {
  const store = temporaryStore();
  const runs = [2, 0, 1].map((seed) => newRun({ config: config({ seed }) }));
  const other = newRun({ config: config({ std: 0.5 }), cell: { 'init.std': 0.5 } });
  const first = store.upsertSweep(newSweep);
  const [two, zero, one] = store.registerRuns(first, [...runs, other]);
  const second = store.upsertSweep({ ...newSweep, name: 'b', specHash: 'b' });
  store.registerRuns(second, [
    newRun({ config: config({ std: 0.5 }), part: 'other', cell: { 'init.std': 0.5 } }),
    newRun({ ...runs[0], part: 'other', cell: { 'init.std': 0.01 } }),
  ]);

  expect(store.runPlaces(two!.runId)).toEqual([
    { sweepId: second, part: 'other', cell: 1 },
    { sweepId: first, part: 'main', cell: 0 },
  ]);
  expect(store.runPlaces(99)).toEqual([]);
  expect(store.seedsAt({ sweepId: first, part: 'main', cell: 0 })).toEqual([
    { runId: zero!.runId, seed: 0 },
    { runId: one!.runId, seed: 1 },
    { runId: two!.runId, seed: 2 },
  ]);
  expect(store.seedsAt({ sweepId: first, part: 'none', cell: 0 })).toEqual([]);
});
