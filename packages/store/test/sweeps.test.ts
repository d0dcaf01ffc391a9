import { expect, it } from 'vitest';
import { query } from '../src/index.ts';
import { addRun, config, done, newRun, newSweep, take, temporaryStore } from './support/fixtures.ts';

it('keeps a sweep, and takes the same one up again', () => {
  const store = temporaryStore();
  const id = store.upsertSweep(newSweep);
  expect(store.finishSweep(id)).toBe('done');
  expect(store.sweep(id)).toMatchObject({ ...newSweep, id, status: 'done', finishedAt: expect.any(String) });
  expect(store.upsertSweep({ ...newSweep, name: 'renamed' })).toBe(id);
  expect(store.sweep(id)).toMatchObject({ name: 'renamed', finishedAt: null });
  expect(store.upsertSweep({ ...newSweep, specHash: 'other' })).toBe(id + 1);
  expect(store.sweeps()).toHaveLength(2);
});

it('takes up a sweep whose figure alone was another, and has the new one then', () => {
  const store = temporaryStore();
  const spec = (std: number, caption?: string): object => ({
    parts: { a: { base: { std } } },
    ...(caption === undefined ? {} : { figure: { caption } }),
  });
  const first = store.upsertSweep({ ...newSweep, spec: spec(1), specHash: '1' });
  const { runId } = store.registerRuns(first, [newRun()])[0]!;
  const drawn = { ...newSweep, spec: spec(1, 'A figure.'), specHash: '2' };
  expect(store.upsertSweep(drawn)).toBe(1);
  expect(store.sweep(1)).toMatchObject({ spec: drawn.spec, specHash: '2' });
  expect(store.runsOfSweep(1).map((run) => run.runId)).toEqual([runId]);
  const others = [
    { spec: spec(2, 'A figure.'), specHash: '3' },
    { spec: spec(1, 'Another.'), specHash: '4', preset: 'paper' },
    { spec: spec(1, 'Another.'), specHash: '5', definition: 'b' },
  ];
  expect(others.map((other) => store.upsertSweep({ ...newSweep, ...other }))).toEqual([2, 3, 4]);
});

it('counts runs by status, each once', () => {
  const store = temporaryStore();
  const id = store.upsertSweep(newSweep);
  const twice = [newRun(), newRun({ cell: { a: 1 } }), newRun({ config: config({ seed: 1 }) })];
  const [first] = store.registerRuns(id, twice);
  store.finishRun(first!.runId, take(store, first!.runId), done);
  expect(store.sweeps()[0]!.runs).toEqual({
    pending: 1,
    running: 0,
    done: 1,
    diverged: 0,
    failed: 0,
    cancelled: 0,
    skipped: 0,
    pruned: 0,
    unasked: 0,
  });
});

it('is running while a living process has a run of it, and ends by what its runs say', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const status = (): string => store.sweep(1)!.status;
  const attempt = take(store, runId);
  expect([status(), store.finishSweep(1)]).toEqual(['running', 'running']);
  store.releaseRun(runId, attempt);
  expect([status(), store.finishSweep(1)]).toEqual(['interrupted', 'interrupted']);
  const second = take(store, runId);
  store.finishRun(runId, second, { ...done, status: 'failed', error: 'no room' });
  expect(store.finishSweep(1)).toBe('failed');
  store.reopenRuns([runId]);
  store.cancelRuns([runId]);
  expect(store.finishSweep(1)).toBe('cancelled');
});

it('follows from its runs where another sweep ends them', () => {
  const store = temporaryStore();
  const sweepOf = (name: string, maxIterations: number): number => {
    const parts = { main: { base: { stop: { maxIterations } } } };
    return store.upsertSweep({ ...newSweep, name, specHash: name, spec: { parts } });
  };
  const [interrupted, other, longer] = [sweepOf('a', 50), sweepOf('b', 50), sweepOf('c', 500)];
  const [runId] = [interrupted, other, longer].map((id) => store.registerRuns(id, [newRun()])[0]!.runId);
  store.releaseRun(runId!, take(store, runId!));
  for (const id of [interrupted, longer]) expect(store.finishSweep(id)).toBe('interrupted');
  store.finishRun(runId!, take(store, runId!), { ...done, stopReason: 'iteration-limit', iterations: 50 });
  const stored = (): unknown => query(store.path, 'SELECT status FROM sweeps ORDER BY id').rows.flat();
  const told = (): unknown => store.sweeps().map(({ status }) => status);
  // The other sweep's process may die before it ends its sweep.
  expect(stored()).toEqual(['interrupted', 'running', 'interrupted']);
  expect(told()).toEqual(['done', 'interrupted', 'interrupted']);
  expect(store.finishSweep(other)).toBe('done');
  expect(stored()).toEqual(['done', 'done', 'interrupted']);
  expect(told()).toEqual(['done', 'done', 'interrupted']);
  expect([interrupted, other, longer].map((id) => store.isSweepSound(id))).toEqual([true, true, true]);
  const failed = { ...done, status: 'failed', error: 'no room' } as const;
  store.finishRun(runId!, take(store, runId!, { from: ['done'] }), failed);
  expect([longer, other].map((id) => store.finishSweep(id))).toEqual(['failed', 'failed']);
  store.reopenRuns([runId!]);
  store.finishRun(runId!, take(store, runId!), { ...done, stopReason: 'iteration-limit', iterations: 500 });
  store.finishSweep(longer);
  expect(told()).toEqual(['done', 'done', 'done']);
});

it('is interrupted once its process has died, whoever reads it first', () => {
  const store = temporaryStore();
  take(store, addRun(store), { leaseMs: -1 });
  expect(store.sweep(1)!.status).toBe('interrupted');
  const stored = (): unknown => query(store.path, 'SELECT status FROM sweeps').rows[0]![0];
  expect(stored()).toBe('running');
  store.releaseDeadRuns();
  expect(stored()).toBe('interrupted');
});

it('goes on while one of its runs does, though another has lost its process', () => {
  const store = temporaryStore();
  const [lost, held] = [0, 1].map((seed) => addRun(store, { config: config({ seed }) })) as [number, number];
  take(store, lost, { leaseMs: -1 });
  take(store, held);
  expect(store.releaseDeadRuns()).toEqual([lost]);
  expect(query(store.path, 'SELECT status, finished_at FROM sweeps').rows).toEqual([['running', null]]);
});

it('refuses sweeps that are not there', () => {
  const store = temporaryStore();
  expect(() => store.finishSweep(99)).toThrow('no sweep 99');
  expect(() => store.registerRuns(99, [newRun()])).toThrow('no sweep 99');
});

it('returns runs in the order given, shares those that exist, and numbers them anew for another arithmetic', () => {
  const store = temporaryStore();
  const shared = addRun(store);
  store.finishRun(shared, take(store, shared), done);
  const other = store.upsertSweep({ ...newSweep, specHash: 'other' });
  const runs = store.registerRuns(other, [
    newRun({ config: config({ seed: 5 }), cell: { a: 3 } }),
    newRun({ config: config({ maxIterations: 9 }), cell: { a: 4 } }),
    newRun({ arithmetic: 'f32-fma', cell: { a: 5 } }),
  ]);
  expect(runs.map(({ runId }) => runId === shared)).toEqual([false, true, false]);
  // What the shared run was run with, not what is asked for now: the caller compares.
  expect(runs[1]).toEqual({
    runId: shared,
    arithmetic: 'f64',
    status: 'done',
    iterations: 50,
    stopReason: 'loss',
    config: config(),
  });
  expect(runs[2]).toMatchObject({ status: 'pending', iterations: 0, stopReason: null });
  expect(store.runsOfSweep(other).map(({ cell, seed }) => [cell, seed])).toEqual([
    [0, 5],
    [1, 0],
    [2, 0],
  ]);
});

it('registers again without doubling', () => {
  const store = temporaryStore();
  expect(addRun(store)).toBe(addRun(store));
  expect(store.runsOfSweep(1)).toHaveLength(1);
});

it('knows whether a run is there, by trajectory and arithmetic', () => {
  const store = temporaryStore();
  const { trajectoryHash, arithmetic } = newRun();
  expect(store.hasRun(trajectoryHash, arithmetic)).toBe(false);
  addRun(store);
  expect(store.hasRun(trajectoryHash, arithmetic)).toBe(true);
  expect(store.hasRun(trajectoryHash, `${arithmetic}x`)).toBe(false);
  expect(store.hasRun(`${trajectoryHash}x`, arithmetic)).toBe(false);
});

it('registers all runs or none', () => {
  const store = temporaryStore();
  const id = store.upsertSweep(newSweep);
  const bad = newRun({ config: config({ seed: 1 }), part: null as unknown as string });
  expect(() => store.registerRuns(id, [newRun(), bad])).toThrow(/NOT NULL/);
  expect(store.runsOfSweep(id)).toEqual([]);
});

it('reads a run as it was registered', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  expect(store.run(runId)).toEqual({
    runId,
    config: config(),
    trajectoryHash: newRun().trajectoryHash,
    arithmetic: 'f64',
    seed: 0,
    status: 'pending',
    engine: null,
    device: null,
    iterations: 0,
    stopReason: null,
    error: null,
    startedAt: null,
    finishedAt: null,
    wallMs: 0,
    attempts: 0,
  });
  expect(store.run(99)).toBeUndefined();
});
