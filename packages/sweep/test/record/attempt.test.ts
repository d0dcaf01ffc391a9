import Database from 'better-sqlite3';
import { metricSet, dimsOf, networkOf, type TrajectoryEvent } from '@ranksweep/core';
import type { EndMessage, Snapshots, StopMessage, TrajectoryMessage } from '@ranksweep/run';
import type { Store } from '@ranksweep/store';
import { describe, expect, it } from 'vitest';
import { Attempt } from '../../src/record/attempt.ts';
import { storeSink } from '../../src/record/storeSink.ts';
import { smallSweep, temporaryStore } from '../support/sweeps.ts';

const { config } = smallSweep(['htf']).runs[0]!;
const { names: metrics } = metricSet(config, networkOf(config.model, dimsOf(config.task)));
const claim = {
  lane: 'x',
  device: 'x',
  engine: 'wasm',
  versions: {},
  gitSha: null,
  leaseMs: 60_000,
  restart: false,
};

interface Begun {
  readonly store: Store;
  readonly runId: number;
  readonly attempt: Attempt;
}

/** A run in a new store, whose metrics got their ids in the order given, with its attempt. */
function begin(order: readonly string[]): Begun {
  const store = temporaryStore();
  store.describeMetrics(order.map((name) => ({ name, unit: '1', description: '' })));
  const sweepId = store.upsertSweep({ name: 'a', definition: 'a', preset: 'a', spec: {}, specHash: 'a' });
  const [row] = store.registerRuns(sweepId, [
    { config, trajectoryHash: 'a', arithmetic: 'f64', part: 'htf', cell: {} },
  ]);
  const { runId } = row!;
  return { store, runId, attempt: take(store, runId) };
}

/** The next attempt at a run. */
function take(store: Store, runId: number): Attempt {
  const run = { runId, name: '', part: 'htf', cell: {}, seed: 0, maxIterations: 100 };
  const { attempt } = store.claimRun(runId, claim)!;
  const from = store.loadCheckpoint(runId)?.iteration;
  return new Attempt({ sink: storeSink(store), run, attempt, from, keepState: true });
}

/** Every metric is its iteration: all ranked ones rise at once. */
const snapshotsAt = (iterations: readonly number[]): Snapshots => ({
  metrics,
  iterations: Float64Array.from(iterations),
  values: Float64Array.from(metrics.flatMap(() => iterations)),
  loss: 0,
});
const rise: TrajectoryEvent = { iteration: 10, kind: 'rise', subject: 'train_loss', value: 1 };
const fall: TrajectoryEvent = { iteration: 20, kind: 'rank_change', subject: 'component_norm', value: 2 };

const chunk = (iterations: readonly number[], events?: readonly TrajectoryEvent[]): TrajectoryMessage => ({
  kind: 'chunk',
  key: 1,
  snapshots: snapshotsAt(iterations),
  events,
});
const saved = (iteration: number, snapshots: Snapshots | undefined) => ({
  key: 1,
  iteration,
  snapshots,
  checkpoint: Uint8Array.of(1, 2, 3),
  wallMs: 5,
});
const end = (
  iteration: number,
  snapshots: Snapshots | undefined,
  change: Partial<Omit<EndMessage, 'kind'>> = {},
): TrajectoryMessage => ({
  kind: 'end',
  reason: 'iteration-limit',
  ...saved(iteration, snapshots),
  atEnd: undefined,
  endOnly: false,
  events: [],
  derived: [],
  finals: new Map(metrics.map((metric) => [metric, iteration])),
  ...change,
});
const stop = (
  iteration: number,
  snapshots: Snapshots | undefined,
  events: readonly TrajectoryEvent[],
  reason: StopMessage['reason'] = 'interrupted',
): TrajectoryMessage => ({ kind: 'end', reason, ...saved(iteration, snapshots), events });
const checkpoint = (iteration: number, snapshots: Snapshots): TrajectoryMessage => ({
  kind: 'checkpoint',
  ...saved(iteration, snapshots),
  events: undefined,
});

/** Has SQLite refuse rows of a table. */
function refuse(store: Store, table: string): void {
  const client = new Database(store.path);
  for (const change of ['INSERT', 'UPDATE']) {
    client.exec(
      `CREATE TRIGGER refuse_${change} BEFORE ${change} ON ${table} BEGIN SELECT RAISE(ABORT, 'no room'); END`,
    );
  }
  client.close();
}

describe('Attempt', () => {
  it('writes events as they are told: in place of those before, and left as they are where none are told', () => {
    const { store, runId, attempt } = begin(metrics);
    const shown = (): unknown => [store.run(runId)!.status, store.events(runId)];
    attempt.write(chunk([0, 10], [rise]));
    expect(shown()).toEqual(['running', [rise]]);
    attempt.write(chunk([20]));
    expect(shown()).toEqual(['running', [rise]]);
    attempt.write(stop(40, snapshotsAt([30, 40]), [rise, fall]));
    expect(attempt.outcome).toEqual({ status: 'interrupted', iterations: 40 });
    expect(shown()).toEqual(['pending', [rise, fall]]);
    const resumed = take(store, runId);
    resumed.write(end(100, snapshotsAt([50, 100]), { events: [fall] }));
    expect(resumed.outcome).toEqual({
      status: 'done',
      reason: 'iteration-limit',
      iterations: 100,
      wallMs: 5,
    });
    expect(shown()).toEqual(['done', [fall]]);
    expect(store.run(runId)).toMatchObject({ wallMs: 10, attempts: 2 });
  });

  it('writes what follows from the whole trajectory as it is told', () => {
    const { store, runId, attempt } = begin([...metrics, 'predicted_x']);
    attempt.write(chunk([0, 50]));
    const derived = [{ metric: 'predicted_x', iterations: [0, 100], values: [3, 4] }];
    const finals = new Map([
      ['train_loss', 7],
      ['predicted_x', 4],
    ]);
    attempt.write(end(100, snapshotsAt([100]), { derived, finals }));
    expect(store.finals(runId)).toEqual(finals);
    expect(store.trajectory(runId, ['predicted_x'])).toEqual([
      { metric: 'predicted_x', iterations: Float64Array.of(0, 100), values: Float64Array.of(3, 4) },
    ]);
  });

  it('gives back a run that pauses where it is, to go on from there', () => {
    const { store, runId, attempt } = begin(metrics);
    attempt.write(stop(30, snapshotsAt([0, 30]), [], 'paused'));
    expect(attempt.outcome).toEqual({ status: 'paused', iterations: 30 });
    expect(store.run(runId)!.status).toBe('pending');
    expect(store.attempts(runId)).toMatchObject([{ outcome: 'paused' }]);
    expect(store.loadCheckpoint(runId)!.iteration).toBe(30);
  });

  it('pauses a run that has started over, and has saved nothing since, as one that begins', () => {
    const { store, runId, attempt } = begin(metrics);
    attempt.write(checkpoint(50, snapshotsAt([0, 50])));
    attempt.giveBack();
    const second = take(store, runId);
    second.startOver();
    const pause = { ...stop(10, snapshotsAt([0, 10]), [], 'paused'), checkpoint: undefined };
    expect(second.write(pause as TrajectoryMessage)).toEqual({ status: 'paused', iterations: 10 });
    expect(store.run(runId)).toMatchObject({ status: 'pending', error: null });
  });

  it('pauses a run that has saved at iteration 0 alone as one to go on from there', () => {
    const { store, runId, attempt } = begin(metrics);
    attempt.write(checkpoint(0, snapshotsAt([0])));
    attempt.giveBack();
    const pause = { ...stop(10, snapshotsAt([10]), [], 'paused'), checkpoint: undefined };
    take(store, runId).write(pause as TrajectoryMessage);
    expect(store.attempts(runId).map(({ outcome }) => outcome)).toEqual(['interrupted', 'paused']);
  });

  it.each([
    ['with the last snapshots', snapshotsAt([0, 100])],
    ['after them', undefined],
  ])('writes what is measured at the end, %s', (_, last) => {
    const { store, runId, attempt } = begin([...metrics, 'cp_rank']);
    if (last === undefined) attempt.write(chunk([0, 100]));
    const iterations = Float64Array.of(100);
    const atEnd = { metrics: ['cp_rank'], iterations, values: Float64Array.of(3) };
    const finals = new Map([...metrics.map((metric) => [metric, 100] as const), ['cp_rank', 3] as const]);
    attempt.write(end(100, last, { atEnd, finals }));
    expect(store.trajectory(runId, ['cp_rank'])).toEqual([
      { metric: 'cp_rank', iterations, values: Float64Array.of(3) },
    ]);
    expect(store.finals(runId)).toEqual(finals);
  });

  it('writes nothing more once it has an outcome', () => {
    const { store, runId, attempt } = begin(metrics);
    attempt.write({ kind: 'failure', key: 1, message: 'out of memory', wallMs: 3 });
    attempt.write(chunk([0]));
    attempt.write(end(0, undefined));
    attempt.giveBack();
    attempt.fail('again');
    attempt.renew();
    expect(store.run(runId)).toMatchObject({ status: 'failed', error: 'out of memory', wallMs: 3 });
    expect(store.recordedMetrics(runId)).toEqual([]);
  });

  it('writes a checkpoint with its snapshots, or neither', () => {
    const { store, runId, attempt } = begin(metrics);
    attempt.write(chunk([0, 10]));
    attempt.write(checkpoint(30, snapshotsAt([20, 30])));
    const kept = (): unknown => [
      store.loadCheckpoint(runId)?.iteration,
      store.trajectory(runId, metrics.slice(0, 1))[0]!.iterations.at(-1),
    ];
    expect(kept()).toEqual([30, 30]);
    expect(store.run(runId)).toMatchObject({ status: 'running', wallMs: 5 });
    refuse(store, 'checkpoints');
    expect(attempt.write(checkpoint(50, snapshotsAt([40, 50])))).toMatchObject({ status: 'failed' });
    expect(kept()).toEqual([30, 30]);
  });

  it('goes on from the checkpoint of an attempt that was lost', () => {
    const { store, runId, attempt } = begin(metrics);
    attempt.write(checkpoint(50, snapshotsAt([0, 25, 50])));
    attempt.write(chunk([75]));
    store.renewLease(runId, 1, -1);
    const second = take(store, runId);
    expect(attempt.write(chunk([100]))).toEqual({ status: 'held-elsewhere' });
    second.write(end(100, snapshotsAt([75, 100])));
    expect(store.run(runId)).toMatchObject({ status: 'done', wallMs: 10, attempts: 2 });
    const [first] = store.trajectory(runId, metrics);
    expect([...first!.iterations]).toEqual([0, 25, 50, 75, 100]);
  });

  it.each<[string, TrajectoryMessage]>([
    ['snapshots', chunk([75])],
    ['a checkpoint', checkpoint(75, snapshotsAt([75]))],
    [
      'what is derived',
      { kind: 'derived', key: 1, metric: 'x', iterations: [0], values: [1], isFirst: true },
    ],
    ['a stop', stop(75, snapshotsAt([75]), [])],
    ['an end', end(75, snapshotsAt([75]))],
  ])('is over with the first word after its run was lost, were it %s', (_, message) => {
    const { store, runId, attempt } = begin(metrics);
    store.renewLease(runId, 1, -1);
    take(store, runId);
    expect(attempt.write(message)).toEqual({ status: 'held-elsewhere' });
    expect(attempt.outcome).toEqual({ status: 'held-elsewhere' });
    expect(store.loadCheckpoint(runId)).toBeUndefined();
    expect(store.recordedMetrics(runId)).toEqual([]);
  });

  it('is not wanted any more when its run has been deleted', () => {
    const { store, runId, attempt } = begin(metrics);
    store.renewLease(runId, 1, -1);
    store.deleteStep({ runIds: [runId] });
    expect(attempt.write(chunk([0]))).toEqual({ status: 'cancelled' });
  });

  it('keeps its lease by renewing it, and minds no lease that it has lost', () => {
    const { store, runId, attempt } = begin(metrics);
    store.renewLease(runId, 1, -1);
    attempt.renew();
    expect(store.claimRun(runId, claim)).toBeUndefined();
    store.cancelRuns([runId]);
    attempt.renew();
    expect(attempt.write(chunk([0]))).toEqual({ status: 'cancelled' });
  });
});
