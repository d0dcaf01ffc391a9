import { openStore } from '@ranksweep/store';
import { expect, it } from 'vitest';
import { headerLines } from '../../src/views/run/header.ts';
import { RunState } from '../../src/views/run/runState.ts';
import {
  config,
  newRun,
  newSweep,
  temporaryStore,
} from '../../../../packages/store/test/support/fixtures.ts';

it('names no axis that the cell of the run does not have', () => {
  const store = temporaryStore();
  const axes = { 'init.std': [0.1, 0.2], 'optimizer.momentum': [0.5, 0.9] };
  const sweepId = store.upsertSweep({ ...newSweep, spec: { parts: { main: { base: config(), axes } } } });
  const { runId } = store.registerRuns(sweepId, [newRun({ config: config() })])[0]!;
  const reader = openStore(store.path, { readOnly: true });
  const state = new RunState(reader, runId);
  state.refresh();
  const lines = headerLines(state.facts!, { nowMs: 0, width: 120, mostErrorLines: 2 });
  reader.close();
  const text = lines.flatMap((line) => line.map((span) => span.text)).join('');
  expect(text).toContain('init.std=');
  expect(text).not.toMatch(/momentum|undefined/);
});
