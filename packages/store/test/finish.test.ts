import type { TrajectoryEvent } from '@ranksweep/core';
import { expect, it } from 'vitest';
import { addRun, chunk, done, finalState, saved, take, temporaryStore } from './support/fixtures.ts';

const rise: TrajectoryEvent = { iteration: 25, kind: 'rise', subject: 'component_norm_1', value: 0.5 };
const diverged: TrajectoryEvent = { iteration: 50, kind: 'diverged', subject: 'train_loss', value: Infinity };

it('ends run and attempt at once', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  store.finishRun(runId, attempt, { ...done, iterations: 60, events: [diverged, rise] });
  expect(store.run(runId)).toMatchObject({
    status: 'done',
    iterations: 60,
    stopReason: 'loss',
    error: null,
    wallMs: 10,
    startedAt: expect.any(String),
    finishedAt: expect.any(String),
  });
  expect(store.attempts(runId)[0]).toMatchObject({ outcome: 'done', endedAt: expect.any(String) });
  expect(store.events(runId)).toEqual([rise, diverged]);
});

it('takes the last point of each metric as its final, whatever the order of the chunks', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  store.appendChunk(runId, attempt, chunk([50, 75], { a: [3, 4], b: [1, NaN] }));
  store.appendChunk(runId, attempt, chunk([0, 25], { a: [1, 2], early: [7, Infinity] }));
  store.finishRun(runId, attempt, done);
  expect(store.finals(runId)).toEqual(
    new Map([
      ['a', 4],
      ['b', NaN],
      ['early', Infinity],
    ]),
  );
});

it('takes the finals that it is given', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  store.appendChunk(runId, attempt, chunk([0, 25], { a: [1, 2], b: [NaN, Infinity] }));
  const finals = new Map([
    ['a', NaN],
    ['b', 7],
  ]);
  store.finishRun(runId, attempt, { ...done, finals });
  expect(store.finals(runId)).toEqual(finals);
});

it('replaces events and finals when a run is extended, and sums the attempts', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const first = take(store, runId);
  store.appendChunk(runId, first, chunk([0], { a: [1] }));
  store.finishRun(runId, first, { ...done, events: [rise], finalState: finalState(1) });
  const second = take(store, runId, { from: ['done'] });
  store.appendChunk(runId, second, chunk([75], { a: [2] }));
  store.finishRun(runId, second, { ...done, status: 'diverged', events: [diverged], wallMs: 5 });
  expect(store.events(runId)).toEqual([diverged]);
  expect(store.finals(runId)).toEqual(new Map([['a', 2]]));
  expect(store.run(runId)).toMatchObject({ status: 'diverged', wallMs: 15, attempts: 2 });
});

it('puts derived series in the place of what there was of their metrics', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const derived = (metric: string, iterations: number[], values: number[]) => ({
    metric,
    iterations,
    values,
  });
  const endState = finalState(1);
  const first = take(store, runId);
  store.appendChunk(runId, first, chunk([0, 25], { a: [1, 2] }));
  store.finishRun(runId, first, {
    ...done,
    finalState: endState,
    derived: [derived('p', [0, 10, 25], [1, 2, 3]), derived('q', [25], [0.5]), derived('r', [25], [7])],
  });
  expect(store.finals(runId)).toEqual(new Map(Object.entries({ a: 2, p: 3, q: 0.5, r: 7 })));
  const second = take(store, runId, { from: ['done'] });
  store.appendChunk(runId, second, chunk([50], { a: [3] }));
  store.finishRun(runId, second, {
    ...done,
    derived: [derived('p', [10, 50], [4, NaN]), derived('q', [50], [Infinity]), derived('r', [], [])],
  });
  const points = store
    .trajectory(runId, '*')
    .map(({ metric, iterations, values }) => [metric, [...iterations], [...values]]);
  expect(points).toEqual([
    ['a', [0, 25, 50], [1, 2, 3]],
    ['p', [10, 50], [4, NaN]],
    ['q', [50], [Infinity]],
  ]);
  expect(store.finals(runId)).toEqual(new Map(Object.entries({ a: 3, p: NaN, q: Infinity })));
});

it('keeps what was derived where an attempt ends without', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  store.finishRun(runId, take(store, runId), {
    ...done,
    finalState: finalState(1),
    derived: [{ metric: 'p', iterations: [25], values: [1] }],
  });
  store.finishRun(runId, take(store, runId, { from: ['done'] }), { ...done, status: 'failed' });
  expect([...store.trajectory(runId, ['p'])[0]!.values]).toEqual([1]);
});

it('keeps the events of an attempt that fails without any', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const endState = finalState(1);
  store.finishRun(runId, take(store, runId), { ...done, events: [rise], finalState: endState });
  const { events: _, ...failed } = {
    ...done,
    status: 'failed',
    stopReason: null,
    error: 'out of memory',
  } as const;
  store.finishRun(runId, take(store, runId, { from: ['done'] }), failed);
  expect(store.events(runId)).toEqual([rise]);
  expect(store.run(runId)).toMatchObject({ status: 'failed', error: 'out of memory' });
});

it('keeps the final state given, the last checkpoint of a run to be resumed, and nothing else', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const state = (): number[] | undefined => {
    const checkpoint = store.loadCheckpoint(runId);
    return checkpoint && [checkpoint.iteration, ...checkpoint.state];
  };
  const claimAgain = (): number => take(store, runId, { from: ['done', 'diverged', 'failed', 'cancelled'] });

  const first = take(store, runId);
  store.saveCheckpoint(runId, first, saved(25, 1));
  store.saveCheckpoint(runId, first, {
    ...saved(30),
    state: new Uint8Array([0, 1, 2, 3]).subarray(1, 3),
  });
  expect(state()).toEqual([30, 1, 2]);
  store.finishRun(runId, first, { ...done, status: 'failed' });
  expect(state()).toEqual([30, 1, 2]);
  store.finishRun(runId, claimAgain(), { ...done, status: 'cancelled' });
  expect(state()).toEqual([30, 1, 2]);
  store.finishRun(runId, claimAgain(), { ...done, finalState: finalState(5) });
  expect(state()).toEqual([50, 5]);
  for (const status of ['done', 'diverged'] as const) {
    store.finishRun(runId, claimAgain(), { ...done, finalState: finalState(5) });
    store.finishRun(runId, claimAgain(), { ...done, status });
    expect(state(), status).toBeUndefined();
  }
});

it('changes nothing when a part of it fails', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  const broken = { ...rise, iteration: 0.5 };
  expect(() => store.finishRun(runId, attempt, { ...done, events: [broken] })).toThrow(/INTEGER/);
  expect(store.run(runId)?.status).toBe('running');
  expect(store.attempts(runId)[0]!.outcome).toBeNull();
  store.renewLease(runId, attempt, 1000);
});
