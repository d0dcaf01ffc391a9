import { expect, test } from 'vitest';
import { chunk, newRun, newSweep, take, temporaryStore } from './support/fixtures.ts';

test('the vocabulary is what a query may name: tables, views, their columns, and metrics', () => {
  const store = temporaryStore();
  const { runId } = store.registerRuns(store.upsertSweep(newSweep), [newRun()])[0]!;
  store.appendChunk(runId, take(store, runId), chunk([0], { train_loss: [1], 'effective_rank{1,2}': [2] }));
  const { columns, metrics } = store.vocabulary();
  expect(metrics).toEqual(['train_loss', 'effective_rank{1,2}']);
  expect(columns.get('trajectory')).toEqual(['run_id', 'metric', 'iteration', 'value']);
  expect(columns.get('run_table')).toContain('init.std');
  expect(columns.get('runs')).toContain('trajectory_hash');
  expect([...columns.keys()].filter((name) => name.startsWith('sqlite_'))).toEqual([]);
});
