import Database from 'better-sqlite3';
import { metricSet, networkOf, type TrajectoryEvent } from '@ranksweep/core';
import type { Store } from '@ranksweep/store';
import { describe, expect, it, vi } from 'vitest';
import { Attempt, type TrajectoryMessage } from '../../src/record/attempt.ts';
import type { EndMessage, Snapshots } from '@ranksweep/run';
import { smallSweep, temporaryStore } from '../support/sweeps.ts';

const { config } = smallSweep(['htf']).runs[0]!;
const { names: metrics } = metricSet(config, networkOf(config.model, config.task.dims));
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
  const run = { runId, part: 'htf', cell: {}, seed: 0, maxIterations: 100 };
  const { attempt } = store.claimRun(runId, claim)!;
  const iteration = store.loadCheckpoint(runId)?.iteration ?? 0;
  return new Attempt({ store, run, config, attempt, iteration, keepState: true });
}

/** Every metric is its iteration: all ranked ones rise at once. */
const snapshotsAt = (iterations: readonly number[]): Snapshots => ({
  metrics,
  iterations: Float64Array.from(iterations),
  values: Float64Array.from(metrics.flatMap(() => iterations)),
  loss: 0,
});
const chunk = (iterations: readonly number[]): TrajectoryMessage => ({
  kind: 'chunk',
  key: 1,
  snapshots: snapshotsAt(iterations),
});
const end = (
  iteration: number,
  snapshots: Snapshots | undefined,
  { reason = 'iteration-limit', atEnd }: Partial<Pick<EndMessage, 'reason' | 'atEnd'>> = {},
): TrajectoryMessage => ({
  kind: 'end',
  key: 1,
  reason,
  iteration,
  snapshots,
  atEnd,
  endOnly: false,
  checkpoint: Uint8Array.of(1, 2, 3),
  wallMs: 5,
});

const checkpoint = (iteration: number, snapshots: Snapshots): TrajectoryMessage => ({
  kind: 'checkpoint',
  key: 1,
  iteration,
  snapshots,
  checkpoint: Uint8Array.of(4),
  wallMs: 5,
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

function eventsOf(order: readonly string[], messages: readonly TrajectoryMessage[]): TrajectoryEvent[] {
  const { store, runId, attempt } = begin(order);
  for (const message of messages) attempt.write(message);
  expect(attempt.outcome).toEqual({
    status: 'done',
    reason: 'iteration-limit',
    iterations: 100,
    wallMs: 5,
  });
  expect(store.finals(runId)).toEqual(new Map(store.recordedMetrics(runId).map((metric) => [metric, 100])));
  return store.events(runId);
}

describe('Attempt', () => {
  it('finds the same events, in the same order, in a trajectory that comes at once and in parts', () => {
    const whole = eventsOf(metrics, [end(100, snapshotsAt([0, 25, 50, 75, 100]))]);
    expect(whole.filter(({ kind }) => kind === 'rise').length).toBeGreaterThan(10);
    const parts = [chunk([0, 25]), chunk([50]), end(100, snapshotsAt([75, 100]))];
    expect(eventsOf(metrics.toReversed(), parts)).toEqual(whole);
    const nothingLeft = [chunk([0, 25, 50, 75, 100]), end(100, undefined)];
    expect(eventsOf(metrics.toReversed(), nothingLeft)).toEqual(whole);
  });

  it('finds the same events in a trajectory that was interrupted, wherever that was', () => {
    const iterations = [0, 25, 50, 75, 100];
    const whole = eventsOf(metrics, [end(100, snapshotsAt(iterations))]);
    for (const stop of [1, 2, 3, 4]) {
      const { store, runId, attempt } = begin(metrics.toReversed());
      const [before, after] = [iterations.slice(0, stop + 1), iterations.slice(stop + 1)];
      attempt.write(chunk(before.slice(0, -1)));
      attempt.write(end(before.at(-1)!, snapshotsAt(before.slice(-1)), { reason: 'interrupted' }));
      expect(attempt.outcome).toEqual({ status: 'interrupted', iterations: before.at(-1) });
      const resumed = take(store, runId);
      resumed.write(end(100, after.length > 0 ? snapshotsAt(after) : undefined));
      expect(store.events(runId)).toEqual(whole);
      expect(new Set(store.finals(runId).values())).toEqual(new Set([100]));
    }
  });

  it('shows the events of a run that goes on, and of one that was interrupted', () => {
    const { store, runId, attempt } = begin(metrics);
    const shown = (): unknown => ({
      status: store.run(runId)!.status,
      rises: [
        ...new Set(
          store
            .events(runId)
            .filter(({ kind }) => kind === 'rise')
            .map(({ iteration }) => iteration),
        ),
      ],
    });
    attempt.write(chunk([0, 10, 20]));
    expect(shown()).toEqual({ status: 'running', rises: [10] });
    attempt.write(chunk([30, 40]));
    expect(shown()).toEqual({ status: 'running', rises: [20] });
    attempt.write(end(60, snapshotsAt([50, 60]), { reason: 'interrupted' }));
    expect(shown()).toEqual({ status: 'pending', rises: [30] });
    const resumed = take(store, runId);
    resumed.write(chunk([70, 80]));
    expect(shown()).toEqual({ status: 'running', rises: [40] });
    resumed.write(end(100, snapshotsAt([90, 100])));
    expect(shown()).toEqual({ status: 'done', rises: [50] });
  });

  it('looks for events again only when there is a tenth more to see', () => {
    const { store, attempt } = begin(metrics);
    const looks = vi.spyOn(store, 'replaceEvents');
    for (let iteration = 0; iteration < 1000; iteration++) attempt.write(chunk([iteration]));
    // 1, 2, ..., 11, 13, 15, ...: a tenth more each time.
    expect(looks.mock.calls.length).toBeLessThan(70);
    expect(looks.mock.calls.length).toBeGreaterThan(40);
  });

  it('shows no events of a run that is told of at its end only', () => {
    const { store, attempt } = begin(metrics);
    const looks = vi.spyOn(store, 'replaceEvents');
    attempt.write(end(100, snapshotsAt([0, 50, 100])));
    expect(looks).not.toHaveBeenCalled();
  });

  it.each([
    ['with the last snapshots', snapshotsAt([0, 100])],
    ['after them', undefined],
  ])('writes what is measured at the end, %s', (_, last) => {
    const { store, runId, attempt } = begin([...metrics, 'cp_rank']);
    if (last === undefined) attempt.write(chunk([0, 100]));
    const iterations = Float64Array.of(100);
    const atEnd = { metrics: ['cp_rank'], iterations, values: Float64Array.of(3) };
    attempt.write(end(100, last, { atEnd }));
    expect(store.trajectory(runId, ['cp_rank'])).toEqual([
      { metric: 'cp_rank', iterations, values: Float64Array.of(3) },
    ]);
    expect(store.finals(runId)).toEqual(
      new Map([...metrics.map((metric) => [metric, 100] as const), ['cp_rank', 3]]),
    );
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
    const whole = eventsOf(metrics, [end(100, snapshotsAt([0, 25, 50, 75, 100]))]);
    const { store, runId, attempt } = begin(metrics);
    attempt.write(checkpoint(50, snapshotsAt([0, 25, 50])));
    attempt.write(chunk([75]));
    store.renewLease(runId, 1, -1);
    const second = take(store, runId);
    expect(attempt.write(chunk([100]))).toEqual({ status: 'held-elsewhere' });
    second.write(end(100, snapshotsAt([75, 100])));
    expect(store.events(runId)).toEqual(whole);
    expect(store.run(runId)).toMatchObject({ status: 'done', wallMs: 10, attempts: 2 });
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
