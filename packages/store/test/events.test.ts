import type { TrajectoryEvent } from '@ranksweep/core';
import { expect, it } from 'vitest';
import { LeaseLostError, query } from '../src/index.ts';
import {
  addRun,
  chunk,
  config,
  done,
  finalState,
  newRun,
  saved,
  take,
  temporaryStore,
} from './support/fixtures.ts';

const rise = (iteration: number): TrajectoryEvent => ({
  iteration,
  kind: 'rise',
  subject: 'component_norm_1',
  value: 0.5,
});
const converged: TrajectoryEvent = { iteration: 50, kind: 'converged', subject: 'train_loss', value: 0 };

it('replaces the events of a run that goes on, and no others', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const bystander = store.registerRuns(1, [newRun({ config: config({ seed: 1 }) })])[0]!.runId;
  store.replaceEvents(bystander, take(store, bystander), [rise(5)]);
  const attempt = take(store, runId);
  store.replaceEvents(runId, attempt, [rise(50), rise(25)]);
  const seen = query(
    store.path,
    'SELECT run_id, status, iteration FROM runs JOIN events ON run_id = id ORDER BY run_id, iteration',
  );
  expect(seen.rows).toEqual([
    [runId, 'running', 25],
    [runId, 'running', 50],
    [bystander, 'running', 5],
  ]);
  store.replaceEvents(runId, attempt, [rise(75)]);
  expect(store.events(runId)).toEqual([rise(75)]);
  store.replaceEvents(runId, attempt, []);
  expect(store.events(runId)).toEqual([]);
  expect(store.events(bystander)).toEqual([rise(5)]);
});

it('takes events from the holder of the lease alone', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const late = take(store, runId, { leaseMs: -1 });
  const attempt = take(store, runId);
  store.replaceEvents(runId, attempt, [rise(25)]);
  expect(() => store.replaceEvents(runId, late, [])).toThrow(LeaseLostError);
  store.finishRun(runId, attempt, { ...done, events: [rise(25)] });
  expect(() => store.replaceEvents(runId, attempt, [])).toThrow(LeaseLostError);
  expect(store.events(runId)).toEqual([rise(25)]);
});

it('is undone as a whole', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  store.replaceEvents(runId, attempt, [rise(25)]);
  expect(() => store.replaceEvents(runId, attempt, [rise(50), rise(0.5)])).toThrow(/INTEGER/);
  expect(store.events(runId)).toEqual([rise(25)]);
});

it('forgets, when a run goes on, what a lost attempt found beyond the checkpoint', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const first = take(store, runId, { leaseMs: -1 });
  store.appendChunk(runId, first, chunk([0, 25, 50], { a: [1, 2, 3] }));
  store.saveCheckpoint(runId, first, saved(25, 1));
  store.replaceEvents(runId, first, [rise(25), rise(50)]);
  take(store, runId);
  expect(store.events(runId)).toEqual([rise(25)]);
});

it('forgets how a run ended that is extended', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  store.finishRun(runId, take(store, runId), {
    ...done,
    events: [rise(25), converged],
    finalState: finalState(1),
  });
  take(store, runId, { from: ['done'] });
  expect(store.events(runId)).toEqual([rise(25)]);
});
