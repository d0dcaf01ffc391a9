import { expect, it } from 'vitest';
import { addRun, chunk, config, done, newRun, newSweep, take, temporaryStore } from './support/fixtures.ts';

it('gives the runs of a part by cell, with the final value of a metric', () => {
  const store = temporaryStore();
  const sweep = store.upsertSweep(newSweep);
  const runs = store.registerRuns(sweep, [
    newRun({ cell: 1, config: config({ seed: 0 }) }),
    newRun({ cell: 0, config: config({ seed: 1 }) }),
    newRun({ cell: 0, config: config({ seed: 2 }) }),
    newRun({ cell: 0, config: config({ seed: 3 }), part: 'other' }),
    newRun({ cell: 2, config: config({ seed: 0 }) }),
  ]);
  const end = (place: number, columns: Record<string, number[]>): void => {
    const { runId } = runs[place]!;
    const attempt = take(store, runId);
    store.appendChunk(runId, attempt, chunk([0, 50], columns));
    store.finishRun(runId, attempt, done);
  };
  end(0, { train_loss: [4, 0.5] });
  end(1, { train_loss: [4, NaN] });
  end(2, { other: [1, 2] });
  expect(store.cellRuns(sweep, 'main', 'train_loss')).toEqual([
    { cell: 0, runId: 2, status: 'done', value: NaN },
    { cell: 0, runId: 3, status: 'done', value: undefined },
    { cell: 1, runId: 1, status: 'done', value: 0.5 },
    { cell: 2, runId: 1, status: 'done', value: 0.5 },
  ]);
  expect(store.cellRuns(sweep, 'other', 'train_loss')).toEqual([
    { cell: 0, runId: 4, status: 'pending', value: undefined },
  ]);
  expect(store.cellRuns(sweep, 'none', 'train_loss')).toEqual([]);
  expect(store.cellRuns(sweep, 'other', 'none')).toHaveLength(1);
});

it('names the metrics that runs have ended with', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  expect(store.finalMetrics([runId])).toEqual([]);
  const attempt = take(store, runId);
  store.appendChunk(runId, attempt, chunk([0, 50], { train_loss: [4, 1], component_norm_1: [0, 1] }));
  expect(store.finalMetrics([runId])).toEqual([]);
  store.finishRun(runId, attempt, done);
  expect(store.finalMetrics([runId, 99])).toEqual(['train_loss', 'component_norm_1']);
  expect(store.finalMetrics([])).toEqual([]);
});
