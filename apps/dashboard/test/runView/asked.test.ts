import { openStore } from '@ranksweep/store';
import { expect, it } from 'vitest';
import { cellCommand, wholeCommand } from '../../src/views/run/commands.ts';
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

it('has no command for a run that a search or boundary has asked for: words cannot name it', () => {
  const store = temporaryStore();
  const parts = {
    grid: { base: {} },
    tune: { base: {}, search: { minimize: 'train_loss', trials: 5 } },
    edge: { base: {}, boundary: { along: 'init.std', outcome: 'train_loss < 1' } },
  };
  const sweepId = store.upsertSweep({
    name: 'a',
    definition: 'a',
    preset: 'quick',
    spec: { parts },
    specHash: 'h',
  });
  const runs = store.registerRuns(
    sweepId,
    Object.keys(parts).map((part, seed) => newRun({ config: config({ seed }), part })),
  );
  const commands = runs.map(({ runId }) => {
    const state = new RunState(store, runId);
    state.refresh();
    return [cellCommand(state.facts!, 'a.db'), wholeCommand(state.facts!, 'a.db')].map(
      (command) => command !== undefined,
    );
  });
  expect(commands).toEqual([
    [true, true],
    [false, false],
    [false, false],
  ]);
});
