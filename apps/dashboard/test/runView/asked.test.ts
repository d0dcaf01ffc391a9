import { openStore } from '@ranksweep/store';
import { expect, it } from 'vitest';
import { headerLines } from '../../src/views/run/header.ts';
import { RunState } from '../../src/views/run/runState.ts';
import {
  config,
  newRun,
  take,
  chunk,
  temporaryStore,
} from '../../../../packages/store/test/support/fixtures.ts';

it('says where the latest sweep asked a run to end that goes on beyond it', () => {
  const store = temporaryStore();
  const sweepId = store.upsertSweep({
    name: 'a',
    definition: 'a',
    preset: 'quick',
    spec: { parts: { main: { base: { stop: { maxIterations: 200 } } } } },
    specHash: 'h',
  });
  const { runId } = store.registerRuns(sweepId, [newRun({ config: config({ maxIterations: 200 }) })])[0]!;
  const attempt = take(store, runId);
  const header = (): string => {
    const reader = openStore(store.path, { readOnly: true });
    const state = new RunState(reader, runId);
    state.refresh();
    const text = headerLines(state.facts!, { nowMs: 0, width: 120, mostErrorLines: 2 })
      .flatMap((line) => line.map((span) => span.text))
      .join('');
    reader.close();
    return text;
  };
  store.appendChunk(runId, attempt, chunk([0, 200], { train_loss: [1, 0.5] }));
  expect(header()).toContain('200 of at most');
  expect(header()).not.toContain('asked for');
  store.appendChunk(runId, attempt, chunk([300], { train_loss: [0.4] }));
  expect(header()).toContain(`sweep:${sweepId} asked for 200`);
});
