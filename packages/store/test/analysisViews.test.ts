/** Views for analysis, held against what JavaScript makes of the same values. */
import { median } from '@ranksweep/core';
import { expect, it } from 'vitest';
import { query, type Store } from '../src/index.ts';
import { chunk, config, done, newRun, newSweep, take, temporaryStore } from './support/fixtures.ts';

/** Final values by cell, one for each seed. */
const cells = [
  [4, 1, 3],
  [2, NaN],
  [5, 7, Infinity, 6],
];

function filled(): Store {
  const store = temporaryStore();
  const sweepId = store.upsertSweep(newSweep);
  cells.forEach((values, cell) => {
    values.forEach((value, seed) => {
      const run = newRun({
        config: config({ seed, std: 0.01 * (cell + 1) }),
        cell: { 'init.std': 0.01 * (cell + 1) },
      });
      const { runId } = store.registerRuns(sweepId, [run])[0]!;
      const attempt = take(store, runId);
      store.appendChunk(runId, attempt, chunk([0, 25], { train_loss: [10 + value, value] }));
      store.finishRun(runId, attempt, { ...done, events: [] });
    });
  });
  return store;
}

const rowsOf = (store: Store, sql: string): unknown[][] => query(store.path, sql).rows as unknown[][];

it('ranks the runs of a sweep, the least first and NaN last', () => {
  const found = rowsOf(filled(), "SELECT value FROM ranked_runs WHERE metric = 'train_loss' ORDER BY place");
  expect(found.flat()).toEqual([1, 2, 3, 4, 5, 6, 7, Infinity, null]);
});

it('has medians over seeds, of which NaN is the largest', () => {
  const found = rowsOf(
    filled(),
    "SELECT runs, median, least FROM cell_finals WHERE metric = 'train_loss' ORDER BY cell",
  );
  expect(found).toEqual([
    [3, median(cells[0]!), 1],
    [2, null, 2],
    [4, median(cells[2]!), 5],
  ]);
});

it('has medians along trajectories', () => {
  const found = rowsOf(
    filled(),
    "SELECT iteration, runs, median, most FROM cell_trajectory WHERE metric = 'train_loss' AND cell = 0 ORDER BY 1",
  );
  expect(found).toEqual([
    [0, 3, 13, 14],
    [25, 3, 3, 4],
  ]);
});
