/** Parts of a sweep's runs, and all of them in outline: as reading every run and choosing would give them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { getPath } from '@ranksweep/core';
import type { AxisRun, Store } from '../src/index.ts';
import { chunk, config, done, newRun, newSweep, take, temporaryStore } from './support/fixtures.ts';

const METRIC = 'train_loss';

/** A run's place and configuration, and the value that it ends with; undefined: it has not been run. */
const run = fc.record({
  part: fc.constantFrom('a', 'b'),
  cell: fc.nat(3),
  seed: fc.nat(4),
  std: fc.constantFrom(0.1, 0.2),
  end: fc.option(fc.double({ noDefaultInfinity: true }), { nil: undefined }),
});
type Run = typeof run extends fc.Arbitrary<infer Value> ? Value : never;

function storeWith(runs: readonly Run[]): { store: Store; sweepId: number } {
  const store = temporaryStore();
  const sweepId = store.upsertSweep(newSweep);
  for (const { part, cell, seed, std, end } of runs) {
    const { runId, status } = store.registerRuns(sweepId, [
      newRun({ part, cell: { cell }, config: config({ seed, std }) }),
    ])[0]!;
    if (end === undefined || status !== 'pending') continue;
    const attempt = take(store, runId);
    store.appendChunk(runId, attempt, chunk([0, 50], { [METRIC]: [1, end] }));
    store.finishRun(runId, attempt, done);
  }
  return { store, sweepId };
}

/** The slow twin, by whole rows and one look a run. */
const slowAxisRuns = (store: Store, sweepId: number, part: string, path: string): AxisRun[] =>
  store
    .runsOfSweep(sweepId)
    .filter((row) => row.part === part)
    .map((row) => ({
      status: row.status,
      iterations: row.iterations,
      at: (getPath(row.config!, path) as AxisRun['at'] | undefined) ?? null,
      value: store.finals(row.runId).get(METRIC),
    }));

/** Runs of a cell come in no order that is promised. */
const sorted = (runs: readonly AxisRun[]): string[] =>
  runs.map(({ value, ...rest }) => JSON.stringify({ ...rest, value: String(value) })).toSorted();

it('outlines a sweep as its whole rows do', () => {
  fc.assert(
    fc.property(fc.array(run, { maxLength: 12 }), (runs) => {
      const { store, sweepId } = storeWith(runs);
      const parts = [...new Set(runs.map(({ part }) => part))].toSorted();
      expect(store.partsOfSweep(sweepId)).toEqual(parts);
      for (const part of parts) {
        for (const path of ['init.std', 'seed', 'init.mean']) {
          expect(sorted(store.axisRuns(sweepId, part, path, METRIC))).toEqual(
            sorted(slowAxisRuns(store, sweepId, part, path)),
          );
        }
      }
      store.close();
    }),
    { numRuns: 20 },
  );
});

it('chooses of a sweep the runs that are wanted, in the order of all', () => {
  fc.assert(
    fc.property(
      fc.array(run, { maxLength: 12 }),
      fc.array(fc.nat(12)),
      fc.integer({ min: 1, max: 14 }),
      (runs, runIds, limit) => {
        const { store, sweepId } = storeWith(runs);
        const all = store.runsOfSweep(sweepId);
        const chosen = all.filter(({ runId }) => runIds.includes(runId));
        expect(store.runsOfSweep(sweepId, { limit })).toEqual(all.slice(0, limit));
        expect(store.runsOfSweep(sweepId, { runIds })).toEqual(chosen);
        expect(store.runsOfSweep(sweepId, { runIds, limit })).toEqual(chosen.slice(0, limit));
        store.close();
      },
    ),
    { numRuns: 20 },
  );
});
