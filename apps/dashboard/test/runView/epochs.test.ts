import { openStore } from '@ranksweep/store';
import { expect, it } from 'vitest';
import { headerLines } from '../../src/views/run/header.ts';
import { RunState } from '../../src/views/run/runState.ts';
import {
  config,
  newRun,
  newSweep,
  take,
  chunk,
  temporaryStore,
} from '../../../../packages/store/test/support/fixtures.ts';

/** @param batch of 20 observations */
function headerOf(batch: object): string {
  const store = temporaryStore();
  const sweepId = store.upsertSweep(newSweep);
  const run = newRun({ config: { ...config({ maxIterations: 200 }), ...batch } });
  const { runId } = store.registerRuns(sweepId, [run])[0]!;
  store.appendChunk(runId, take(store, runId), chunk([0, 49], { train_loss: [1, 0.5] }));
  const reader = openStore(store.path, { readOnly: true });
  const state = new RunState(reader, runId);
  state.refresh();
  const lines = headerLines(state.facts!, { nowMs: 0, width: 120, mostErrorLines: 2 });
  reader.close();
  return lines.flatMap((line) => line.map((span) => span.text)).join('');
}

it('tells epochs beside iterations, where an epoch has several', () => {
  expect(headerOf({ batch: { size: 5 } })).toContain('epoch 12 of at most 50  49 of at most 200 iterations');
  expect(headerOf({ batch: { size: 20 } })).not.toContain('epoch');
  expect(headerOf({})).not.toContain('epoch');
});
