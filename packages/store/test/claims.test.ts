import { hostname } from 'node:os';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished, vi } from 'vitest';
import { currentProcess, LeaseLostError, query } from '../src/index.ts';
import { killHard, runChildren, startChild } from './support/children.ts';
import { claim } from './support/claim.ts';
import {
  addRun,
  chunk,
  config,
  done,
  finalState,
  newRun,
  newSweep,
  saved,
  take,
  temporaryStore,
} from './support/fixtures.ts';

it('gives a pending run to one claim', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  expect(store.claimRun(runId, claim)).toEqual({ attempt: 1 });
  expect(store.claimRun(runId, claim)).toBeUndefined();
  expect(store.run(runId)).toMatchObject({
    status: 'running',
    engine: 'reference',
    device: 'cpu',
    attempts: 1,
  });
  expect(store.attempts(runId)).toEqual([
    {
      number: 1,
      lane: 'cpu-0',
      host: hostname(),
      device: 'cpu',
      engine: 'reference',
      versions: { ranksweep: '0.1.0' },
      gitSha: null,
      startedAt: expect.any(String),
      endedAt: null,
      outcome: null,
      error: null,
    },
  ]);
});

it('gives an ended run again when asked to', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  for (const status of ['failed', 'cancelled', 'diverged', 'done'] as const) {
    store.finishRun(runId, take(store, runId, { from: ['failed', 'cancelled', 'diverged'] }), {
      ...done,
      status,
    });
  }
  expect(store.claimRun(runId, claim)).toBeUndefined();
  expect(store.claimRun(runId, { ...claim, from: ['done'] })).toEqual({ attempt: 5 });
  expect(store.run(runId)).toMatchObject({ status: 'running', stopReason: null, finishedAt: null });
});

it('goes on from what is there, under the configuration asked for now', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const first = take(store, runId);
  store.appendChunk(runId, first, chunk([0, 50], { a: [1, 2] }));
  store.finishRun(runId, first, { ...done, finalState: finalState(1, 2) });
  const longer = config({ maxIterations: 5000 });
  take(store, runId, { from: ['done'], config: longer });
  expect(store.run(runId)?.config).toEqual(longer);
  expect(store.recordedMetrics(runId)).toEqual(['a']);
  expect(store.loadCheckpoint(runId)?.iteration).toBe(50);
  const params = query(store.path, `SELECT value FROM params WHERE name = 'stop.maxIterations'`);
  expect(params.rows).toEqual([[5000]]);
});

it('deletes what is there when the run starts over', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const bystander = store.registerRuns(1, [newRun({ config: config({ seed: 1 }) })])[0]!.runId;
  for (const id of [runId, bystander]) {
    const attempt = take(store, id);
    store.appendChunk(id, attempt, chunk([0, 50], { a: [1, 2] }));
    const events = [{ iteration: 50, kind: 'converged', subject: 'a', value: 2 }] as const;
    store.finishRun(id, attempt, { ...done, events, finalState: finalState(1) });
  }
  take(store, runId, { from: ['done'], restart: true });
  const left = (id: number): number[] => [
    store.trajectory(id, '*').length,
    store.finals(id).size,
    store.events(id).length,
  ];
  expect(left(runId)).toEqual([0, 0, 0]);
  expect(store.loadCheckpoint(runId)).toBeUndefined();
  expect(store.run(runId)).toMatchObject({ iterations: 0, wallMs: 0, attempts: 2 });
  expect(left(bystander)).toEqual([1, 1, 1]);
  expect(store.loadCheckpoint(bystander)).toBeDefined();
});

it('deletes nothing when a living lease holds the run', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  store.appendChunk(runId, take(store, runId), chunk([0], { a: [1] }));
  expect(store.claimRun(runId, { ...claim, restart: true })).toBeUndefined();
  expect(store.recordedMetrics(runId)).toEqual(['a']);
});

it('takes over an expired lease, and turns its holder away from then on', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const late = take(store, runId, { leaseMs: -1 });
  store.saveCheckpoint(runId, late, saved(25, 1)); // nobody took it over yet
  const second = take(store, runId);
  expect(store.attempts(runId).map(({ outcome }) => outcome)).toEqual(['lost', null]);
  for (const write of [
    (): void => store.appendChunk(runId, late, chunk([0], { a: [1] })),
    (): void => store.replaceMetric(runId, late, { metric: 'a', iterations: [0], values: [1] }),
    (): void => store.saveCheckpoint(runId, late, saved(50, 1)),
    (): void => store.renewLease(runId, late, 1000),
    (): void => store.releaseRun(runId, late),
    (): void => store.pauseRun(runId, late),
    (): void => store.finishRun(runId, late, done),
  ]) {
    expect(write).toThrow(LeaseLostError);
  }
  expect(store.loadCheckpoint(runId)?.iteration).toBe(25);
  store.finishRun(runId, second, done);
});

it('keeps a lease that is renewed', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId, { leaseMs: -1 });
  store.renewLease(runId, attempt, 60_000);
  expect(store.claimRun(runId, claim)).toBeUndefined();
  expect(store.releaseDeadRuns()).toEqual([]);
});

it('shortens a lease that is renewed for less', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  store.renewLease(runId, take(store, runId), -1);
  expect(store.releaseDeadRuns()).toEqual([runId]);
});

it('ends the attempt that it is told of, and leaves earlier ones as they ended', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  store.releaseRun(runId, take(store, runId));
  store.releaseRun(runId, take(store, runId), 'out of memory');
  store.finishRun(runId, take(store, runId), done);
  expect(store.attempts(runId).map(({ outcome, error }) => [outcome, error])).toEqual([
    ['interrupted', null],
    ['failed', 'out of memory'],
    ['done', null],
  ]);
});

it("recognises a process id that was given again: another start time is another's", () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const self = currentProcess();
  take(store, runId, { holder: self });
  expect(store.releaseDeadRuns()).toEqual([]);
  if (self.startedAt === null) return; // only /proc tells
  const other = addRun(store, { config: config({ seed: 1 }) });
  take(store, other, { holder: { ...self, startedAt: self.startedAt - 1 } });
  expect(store.releaseDeadRuns()).toEqual([other]);
});

it('trusts nothing but time where process ids are of another container', () => {
  const store = temporaryStore();
  const nobody = { ...currentProcess(), pid: 2 ** 22 + 1 };
  const [here, elsewhere] = [0, 1].map((seed) => addRun(store, { config: config({ seed }) })) as [
    number,
    number,
  ];
  take(store, here, { holder: nobody });
  take(store, elsewhere, { holder: { ...nobody, pidNamespace: 'pid:[1]' } });
  expect(store.releaseDeadRuns()).toEqual([here]);
});

it('holds for dead a lease that was renewed later than now: the clock began anew since', () => {
  const store = temporaryStore();
  const [before, since] = [0, 1].map((seed) => addRun(store, { config: config({ seed }) })) as [
    number,
    number,
  ];
  for (const runId of [before, since]) take(store, runId, { holder: currentProcess() });
  const other = new Database(store.path);
  onTestFinished(() => void other.close());
  other.prepare('UPDATE leases SET renewed_ms = renewed_ms + 3e9 WHERE run_id = ?').run(before);
  expect(store.abandonedRuns()).toEqual([before]);
  expect(store.releaseDeadRuns()).toEqual([before]);
  expect(store.claimRun(since, claim)).toBeUndefined();
});

it('knows that no process outlives a restart of the machine', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  take(store, runId, { holder: { ...currentProcess(), bootId: 'an earlier one' } });
  expect(store.releaseDeadRuns()).toEqual([runId]);
});

it.each([-1, 1].map((sign) => sign * 40 * 86_400_000))('cares nothing for a clock set by %d ms', (jumpMs) => {
  const store = temporaryStore();
  const [held, lost] = [0, 1].map((seed) => addRun(store, { config: config({ seed }) })) as [number, number];
  take(store, held);
  take(store, lost, { leaseMs: -1 });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + jumpMs });
  onTestFinished(() => void vi.useRealTimers());
  expect(store.claimRun(held, claim)).toBeUndefined();
  expect(store.releaseDeadRuns()).toEqual([lost]);
});

it('gives a run back to be resumed', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  const snapshots = chunk([0, 25], { a: [1, 2] });
  store.saveCheckpoint(runId, attempt, { ...saved(25, 9), snapshots, wallMs: 7 });
  store.releaseRun(runId, attempt);
  expect(store.run(runId)).toMatchObject({ status: 'pending', iterations: 25, wallMs: 7 });
  expect(store.attempts(runId)[0]).toMatchObject({ outcome: 'interrupted', endedAt: expect.any(String) });
  expect(take(store, runId)).toBe(2);
  expect([...(store.loadCheckpoint(runId)?.state ?? [])]).toEqual([9]);
});

it('has a run be as far as its state, though its last snapshot lies before', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  store.saveCheckpoint(runId, attempt, { ...saved(40, 9), snapshots: chunk([0, 25], { a: [1, 2] }) });
  expect(store.run(runId)!.iterations).toBe(40);
  store.releaseRun(runId, attempt);
  expect(store.run(runId)!.iterations).toBe(40);
});

it('keeps why an attempt failed, though its run is to be tried again', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  store.releaseRun(runId, take(store, runId), 'out of memory');
  expect(store.run(runId)).toMatchObject({ status: 'pending', error: null });
  expect(store.attempts(runId)[0]).toMatchObject({ outcome: 'failed', error: 'out of memory' });
});

it('opens failed and cancelled runs again, and no others', () => {
  const store = temporaryStore();
  const runIds = [0, 1, 2].map((seed) => addRun(store, { config: config({ seed }) }));
  const [failed, cancelled, ended] = runIds as [number, number, number];
  store.finishRun(failed, take(store, failed), { ...done, status: 'failed', error: 'no room' });
  store.cancelRuns([cancelled]);
  store.finishRun(ended, take(store, ended), done);
  expect([failed, cancelled].map((runId) => store.claimRun(runId, claim))).toEqual([undefined, undefined]);
  store.reopenRuns(runIds);
  expect(runIds.map((runId) => store.run(runId)!.status)).toEqual(['pending', 'pending', 'done']);
  for (const runId of [failed, cancelled]) {
    expect(store.run(runId)).toMatchObject({ error: null, finishedAt: null });
  }
});

it('leaves of a run that goes on what it would have had it not stopped', () => {
  const store = temporaryStore();
  const points = (runId: number): unknown =>
    store.trajectory(runId, '*').map(({ metric, iterations }) => [metric, ...iterations]);
  for (const [seed, endOnly, left] of [
    [0, true, ['a', 0, 25]],
    [1, false, ['a', 0, 25, 50]],
  ] as const) {
    const runId = addRun(store, { config: config({ seed }) });
    const attempt = take(store, runId);
    store.appendChunk(runId, attempt, chunk([0, 25, 50], { a: [1, 2, 3] }));
    store.appendChunk(runId, attempt, chunk([50], { at_end: [7] }));
    store.finishRun(runId, attempt, { ...done, finalState: { ...finalState(1), endOnly } });
    take(store, runId, { from: ['done'] });
    expect(points(runId)).toEqual([left]);
  }
});

it('begins anew, with nothing left, where a dead attempt saved no checkpoint', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId, { leaseMs: -1 });
  store.appendChunk(runId, attempt, chunk([0, 25], { a: [1, 2] }));
  take(store, runId);
  expect(store.trajectory(runId, '*')).toEqual([]);
  expect(store.run(runId)).toMatchObject({ iterations: 0, wallMs: 0 });
});

it('cancels pending and running runs, and no others', () => {
  const store = temporaryStore();
  const sweepId = store.upsertSweep(newSweep);
  const [pending, running, ended] = store
    .registerRuns(
      sweepId,
      [0, 1, 2].map((seed) => newRun({ config: config({ seed }) })),
    )
    .map(({ runId }) => runId) as [number, number, number];
  const attempt = take(store, running);
  store.finishRun(ended, take(store, ended), done);
  expect(store.cancelRuns([pending, running, ended])).toEqual([pending, running]);
  expect(store.runsOfSweep(sweepId).map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'done']);
  expect(() => store.renewLease(running, attempt, 1000)).toThrow(LeaseLostError);
  expect(store.attempts(running)[0]!.outcome).toBe('cancelled');
});

it('says that a run is not there', () => {
  expect(() => temporaryStore().claimRun(99, claim)).toThrow('no run 99');
});

it('gives a run to one of several processes', async () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const answers = await runChildren(4, 'claim.ts', store.path, runId);
  expect(answers.toSorted()).toEqual(['1', 'busy', 'busy', 'busy']);
  expect(store.claimRun(runId, claim)).toBeUndefined();
});

it('gives back the run of a process that was killed, with what it had committed', async () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const child = startChild('claim.ts', store.path, runId);
  expect(await child.firstLine).toBe('1');
  store.appendChunk(runId, 1, chunk([0, 25], { a: [1, 2] }));
  store.saveCheckpoint(runId, 1, saved(25, 3));
  expect(store.releaseDeadRuns()).toEqual([]);

  await killHard(child);
  expect(store.releaseDeadRuns()).toEqual([runId]);
  expect(store.run(runId)).toMatchObject({ status: 'pending', iterations: 25 });
  expect(store.attempts(runId)[0]!.outcome).toBe('lost');
  expect(store.loadCheckpoint(runId)?.iteration).toBe(25);
});

it('lets the run of a killed process be claimed at once', async () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const child = startChild('claim.ts', store.path, runId);
  await child.firstLine;
  expect(store.claimRun(runId, claim)).toBeUndefined();
  await killHard(child);
  expect(store.claimRun(runId, claim)).toEqual({ attempt: 2 });
});

it('gives no number of a run or a sweep again: a late write cannot reach another', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const late = take(store, runId, { leaseMs: -1 });
  const client = new Database(store.path);
  client.pragma('foreign_keys = ON');
  client.exec('DELETE FROM sweeps; DELETE FROM runs');
  client.close();
  const sweepId = store.upsertSweep({ ...newSweep, specHash: 'other' });
  const [next] = store.registerRuns(sweepId, [newRun({ config: config({ seed: 1 }) })]);
  take(store, next!.runId);
  expect([sweepId, next!.runId]).toEqual([2, runId + 1]);
  expect(() => store.appendChunk(runId, late, chunk([0], { a: [1] }))).toThrow(LeaseLostError);
});

it('pauses a run at its checkpoint, from where it goes on when it is asked for again', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  store.appendChunk(runId, attempt, chunk([0, 25], { a: [1, 2] }));
  expect(() => store.pauseRun(runId, attempt)).toThrow(
    'expected a checkpoint of run 1 to go on from, found none',
  );
  expect(store.run(runId)?.status).toBe('running');
  store.transaction(() => {
    store.saveCheckpoint(runId, attempt, { ...saved(50, 7), snapshots: chunk([50], { a: [3] }) });
    store.pauseRun(runId, attempt);
  });
  expect(store.run(runId)).toMatchObject({ status: 'pending', iterations: 50, attempts: 1 });
  expect(store.attempts(runId)).toMatchObject([{ outcome: 'paused', error: null }]);
  expect(store.damageOfRun(runId)).toEqual([]);
  expect(store.finishSweep(1)).toBe('interrupted');
  expect(() => store.appendChunk(runId, attempt, chunk([75], { a: [4] }))).toThrow(LeaseLostError);
  expect(store.claimRun(runId, claim)).toEqual({
    attempt: 2,
    checkpoint: { iteration: 50, endOnly: false, state: Buffer.from([7]), digest: expect.any(Number) },
  });
  expect(store.trajectory(runId, ['a']).map(({ values }) => [...values])).toEqual([[1, 2, 3]]);
});
