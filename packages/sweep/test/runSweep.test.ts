import { execFileSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { currentProcess, LeaseLostError, type Store } from '@ranksweep/store';
import { describe, expect, it } from 'vitest';
import type { PlannedRun } from '../src/observer.ts';
import { checkSweep } from '../src/plan/checkSweep.ts';
import type { ExpandedSweep } from '../src/definition/expand.ts';
import type { SweepResult } from '../src/runSweep.ts';
import { metricsOfConfigs } from '../src/plan/sweepMetrics.ts';
import { results, run, smallSweep, temporaryStore, type RunOptions } from './support/sweeps.ts';

/** A run of so many iterations is still going on when it is interrupted, however late that is. */
const ENDLESS = Number.MAX_SAFE_INTEGER;

/** The last iteration that any run of a sweep has come to. */
function farthest(store: Store, { sweepId }: SweepResult): number {
  const reached = store.runsOfSweep(sweepId).map(({ runId }) => store.loadCheckpoint(runId)?.iteration ?? 0);
  expect(Math.max(...reached)).toBeGreaterThan(0);
  return Math.max(...reached);
}

/** When runs with a checkpoint began: one that starts over, with the same bits, begins anew. */
const beginnings = (store: Store, { sweepId }: SweepResult): Map<number, string | null> =>
  new Map(
    store
      .runsOfSweep(sweepId)
      .filter(({ runId }) => (store.loadCheckpoint(runId)?.iteration ?? 0) > 0)
      .map(({ runId, startedAt }) => [runId, startedAt]),
  );

/** Aborts at the first snapshots of a run. */
function interruptedAtFirstProgress(): RunOptions {
  const controller = new AbortController();
  return { signal: controller.signal, observer: { progressed: () => controller.abort() } };
}

/** A claim as another process would make it. */
const claim = {
  lane: 'x',
  device: 'x',
  engine: 'wasm',
  versions: {},
  gitSha: null,
  leaseMs: 60_000,
  restart: false,
};

describe('runSweep', () => {
  it('runs every run to its end and records points, events and finals', async () => {
    const store = temporaryStore();
    const result = await run(store, smallSweep());
    expect(result).toMatchObject({ reused: 0, outcomes: { done: 6, failed: 0, interrupted: 0 } });
    for (const { runId, status, iterations, wallMs, engine } of store.runsOfSweep(result.sweepId)) {
      expect(status).toBe('done');
      expect(wallMs).toBeGreaterThan(0);
      expect(engine).toBe('wasm');
      const [loss] = store.trajectory(runId, ['train_loss']);
      expect(loss!.iterations[0]).toBe(0);
      expect(loss!.iterations.at(-1)).toBe(iterations);
      expect(store.finals(runId).get('train_loss')).toBe(loss!.values.at(-1));
    }
    expect(store.sweep(result.sweepId)!.status).toBe('done');
  });

  it('gives identical points and events on one lane, on two, and in any order', async () => {
    const [one, two, reversed] = [temporaryStore(), temporaryStore(), temporaryStore()];
    const sweep = smallSweep();
    const expected = results(one, await run(one, sweep, { lanes: 1 }));
    expect(expected).toHaveLength(6);
    expect(results(two, await run(two, sweep, { lanes: 2 }))).toEqual(expected);
    await run(reversed, smallSweep(['htf']), { lanes: 1 });
    expect(results(reversed, await run(reversed, sweep, { lanes: 2 }))).toEqual(expected);
  });

  it('remembers of every attempt the device of its lane', async () => {
    const store = temporaryStore();
    const cpu = { id: 'cpu', name: 'Processor', kind: 'cpu', memoryBytes: 1 } as const;
    const gpu = { id: 'gpu:1', name: 'Card', kind: 'gpu', memoryBytes: 1 } as const;
    const lanes = [cpu, gpu].map((device) => ({ engine: 'wasm', device }));
    const { sweepId } = await run(store, smallSweep(), { lanes });
    const attempts = store.runsOfSweep(sweepId).flatMap(({ runId }) => store.attempts(runId));
    expect(new Set(attempts.map(({ lane, device }) => `${lane} on ${device}`))).toEqual(
      new Set(['lane-1 on Processor', 'lane-2 on gpu:1 Card']),
    );
  });

  it('runs nothing when everything is there, in this sweep or in another', async () => {
    const store = temporaryStore();
    await run(store, smallSweep());
    expect(await run(store, smallSweep())).toMatchObject({ reused: 6, outcomes: { done: 0 } });
    expect(await run(store, smallSweep(['tf']))).toMatchObject({ reused: 2, outcomes: { done: 0 } });
  });

  it('goes on where it was interrupted, with the same bits as never having stopped', async () => {
    const [stopped, undisturbed] = [temporaryStore(), temporaryStore()];
    const until = (maxIterations: number): ExpandedSweep =>
      smallSweep(['tf', 'htf'], { stop: { maxIterations, lossBelow: 0 }, record: { every: 500 } });
    // Events of one iteration keep their order, whatever the order of the metrics in the store.
    const metrics = checkSweep(until(ENDLESS)).metrics.toReversed();
    stopped.describeMetrics(metrics.map((name) => ({ name, unit: '1', description: '' })));
    const first = await run(stopped, until(ENDLESS), interruptedAtFirstProgress());
    expect(first.outcomes).toMatchObject({ interrupted: 4, done: 0 });
    expect(stopped.sweep(first.sweepId)!.status).toBe('interrupted');
    const sweep = until(farthest(stopped, first) + 1000);
    const begun = beginnings(stopped, first);
    const second = await run(stopped, sweep);
    expect(second.outcomes.interrupted).toBe(0);
    expect([...beginnings(stopped, second)]).toEqual(expect.arrayContaining([...begun]));
    expect(results(stopped, second)).toEqual(results(undisturbed, await run(undisturbed, sweep)));
  });

  it('records the same on change, whether it was interrupted or not', async () => {
    const [stopped, undisturbed] = [temporaryStore(), temporaryStore()];
    const until = (maxIterations: number): ExpandedSweep =>
      smallSweep(['tf', 'htf'], {
        stop: { maxIterations, lossBelow: 0 },
        record: { every: 10, perDecade: 5, onChange: 0.02 },
      });
    const first = await run(stopped, until(ENDLESS), interruptedAtFirstProgress());
    expect(first.outcomes).toMatchObject({ interrupted: 4, done: 0 });
    const sweep = until(farthest(stopped, first) + 1000);
    const second = await run(stopped, sweep);
    expect(second.outcomes.interrupted).toBe(0);
    expect(results(stopped, second)).toEqual(results(undisturbed, await run(undisturbed, sweep)));
    for (const { runId } of stopped.runsOfSweep(second.sweepId)) {
      const [loss] = stopped.trajectory(runId, ['train_loss']);
      expect(loss!.iterations.length).toBeGreaterThan(30);
      expect(loss!.iterations.length).toBeLessThan(1000);
    }
  });

  it('extends finished runs from their final state, with the same bits as a longer run', async () => {
    const [extended, longer] = [temporaryStore(), temporaryStore()];
    const stop = { lossBelow: 0, maxIterations: 200 };
    const begun = beginnings(extended, await run(extended, smallSweep(['mf'], { stop })));
    const longStop = { lossBelow: 0, maxIterations: 400 };
    const result = await run(extended, smallSweep(['mf'], { stop: longStop }));
    expect(result.outcomes.done).toBe(2);
    expect(begun.size).toBe(2);
    expect(beginnings(extended, result)).toEqual(begun);
    expect(results(extended, result)).toEqual(
      results(longer, await run(longer, smallSweep(['mf'], { stop: longStop }))),
    );
    const attempts = extended.runsOfSweep(result.sweepId).map(({ runId }) => extended.attempts(runId).length);
    expect(attempts).toEqual([2, 2]);
    expect(await run(extended, smallSweep(['mf'], { stop }))).toMatchObject({ reused: 2 });
  });

  it('starts anew where final states were not kept, with the same bits', async () => {
    const [without, longer] = [temporaryStore(), temporaryStore()];
    const long = smallSweep(['mf'], { stop: { lossBelow: 0, maxIterations: 400 } });
    await run(without, smallSweep(['mf'], { stop: { lossBelow: 0, maxIterations: 200 } }), {
      keepState: false,
    });
    expect(without.loadCheckpoint(1)).toBeUndefined();
    expect(results(without, await run(without, long))).toEqual(results(longer, await run(longer, long)));
  });

  it('runs again for metrics that were not recorded, and not for fewer', async () => {
    const store = temporaryStore();
    await run(store, smallSweep(['tf']));
    const more = smallSweep(['tf'], { record: { metrics: ['train_loss', 'frobenius_norm'] } });
    const again = await run(store, more);
    expect(again).toMatchObject({ reused: 0, outcomes: { done: 2 } });
    const { runId } = store.runsOfSweep(again.sweepId)[0]!;
    expect(store.trajectory(runId, ['frobenius_norm'])[0]!.iterations[0]).toBe(0);
    const fewer = smallSweep(['tf'], { record: { metrics: ['train_loss'], every: 50 } });
    expect(await run(store, fewer)).toMatchObject({ reused: 2 });
  });

  it('records the CP rank at the end of a run, and not where one that was extended had ended', async () => {
    const store = temporaryStore();
    const record = { metrics: ['train_loss', 'cp_rank'] };
    const until = (maxIterations: number) =>
      run(store, smallSweep(['mf'], { stop: { lossBelow: 0, maxIterations }, record }));
    const { runs } = smallSweep(['mf'], { record });
    expect(metricsOfConfigs(runs.map(({ config }) => config))).toEqual(['train_loss', 'cp_rank']);
    await until(100);
    expect(await until(100)).toMatchObject({ reused: 2 });
    const { sweepId } = await until(200);
    for (const { runId } of store.runsOfSweep(sweepId)) {
      const [rank] = store.trajectory(runId, ['cp_rank']);
      expect([...rank!.iterations]).toEqual([200]);
      expect(store.finals(runId).get('cp_rank')).toBe(rank!.values[0]);
      expect(store.trajectory(runId, ['train_loss'])[0]!.iterations).toHaveLength(9);
    }
  });

  it('goes on recording all that it has recorded when it is extended for fewer metrics', async () => {
    const store = temporaryStore();
    const stop = { lossBelow: 0, maxIterations: 100 };
    await run(store, smallSweep(['tf'], { stop }));
    const longer = { ...stop, maxIterations: 200 };
    const result = await run(
      store,
      smallSweep(['tf'], { stop: longer, record: { metrics: ['train_loss'] } }),
    );
    for (const { runId } of store.runsOfSweep(result.sweepId)) {
      const lasts = store.trajectory(runId, '*').map(({ iterations }) => iterations.at(-1));
      expect(lasts.length).toBeGreaterThan(5);
      expect(new Set(lasts)).toEqual(new Set([200]));
    }
  });

  it('refuses cells of one trajectory that would end or record differently', async () => {
    const [short, long] = [100, 200].map((maxIterations) => smallSweep(['tf'], { stop: { maxIterations } }));
    const store = temporaryStore();
    const both = { ...short!, runs: [...short!.runs, ...long!.runs] };
    await expect(run(store, both)).rejects.toThrow(
      'expected cells of one trajectory to have the same stop and record',
    );
    expect(store.sweeps()).toEqual([]);
  });

  it('forgets what a dead attempt recorded beyond its checkpoint', async () => {
    const [store, undisturbed] = [temporaryStore(), temporaryStore()];
    const sweep = smallSweep(['mf'], { stop: { lossBelow: 0, maxIterations: 50 } });
    const { sweepId } = await run(store, sweep, { signal: AbortSignal.abort() });
    const { runId } = store.runsOfSweep(sweepId)[0]!;
    const { attempt } = store.claimRun(runId, claim)!;
    const metrics = ['train_loss'];
    store.appendChunk(runId, attempt, {
      metrics,
      iterations: Float64Array.of(9000),
      values: Float64Array.of(7),
    });
    store.releaseRun(runId, attempt);
    expect(results(store, await run(store, sweep))).toEqual(
      results(undisturbed, await run(undisturbed, sweep)),
    );
  });

  it.each([
    ['cannot be read', (own: Uint8Array) => own.slice(0, -4)],
    ["is another network's", (_: Uint8Array, other: Uint8Array) => other],
  ])('begins anew, with the same results, where a checkpoint %s', async (_, spoil) => {
    const [store, undisturbed] = [temporaryStore(), temporaryStore()];
    const until = (maxIterations: number) =>
      smallSweep(['mf', 'tf'], { stop: { lossBelow: 0, maxIterations } });
    const { sweepId } = await run(store, until(50));
    const { runId } = store.runsOfSweep(sweepId)[0]!;
    const { runId: other } = store.runsOfSweep(sweepId).at(-1)!;
    const { attempt } = store.claimRun(runId, { ...claim, from: ['done'] })!;
    const { iteration, state } = store.loadCheckpoint(runId)!;
    const spoilt = spoil(state, store.loadCheckpoint(other)!.state);
    store.saveCheckpoint(runId, attempt, { iteration, state: spoilt, wallMs: 0 });
    store.releaseRun(runId, attempt);
    expect(results(store, await run(store, until(100)))).toEqual(
      results(undisturbed, await run(undisturbed, until(100))),
    );
  });

  it('keeps a diverging run as a result, with its points up to the end', async () => {
    const store = temporaryStore();
    const sweep = smallSweep(['htf'], { optimizer: { kind: 'sgd', learningRate: 1e4 } });
    const result = await run(store, sweep);
    expect(result.outcomes).toMatchObject({ diverged: 2, failed: 0 });
    const { runId, status, stopReason } = store.runsOfSweep(result.sweepId)[0]!;
    expect([status, stopReason]).toEqual(['diverged', 'non-finite-loss']);
    expect(store.events(runId).at(-1)!.kind).toBe('diverged');
    const [loss] = store.trajectory(runId, ['train_loss']);
    expect(Number.isFinite(loss!.values.at(-1))).toBe(false);
    expect(await run(store, sweep)).toMatchObject({ reused: 2 });
  });

  it('runs a diverged run again when more snapshots of it are asked for', async () => {
    const store = temporaryStore();
    const diverging = (every: number): ExpandedSweep =>
      smallSweep(['htf'], { optimizer: { kind: 'sgd', learningRate: 1e4 }, record: { every } });
    await run(store, diverging(2));
    const controller = new AbortController();
    const observer = { heldElsewhere: () => controller.abort() }; // nobody holds them
    const again = await run(store, diverging(1), { observer, signal: controller.signal });
    expect(again).toMatchObject({ reused: 0, outcomes: { diverged: 2 } });
    const { runId } = store.runsOfSweep(again.sweepId)[0]!;
    expect(store.trajectory(runId, ['train_loss'])[0]!.iterations[1]).toBe(1);
  });

  it('keeps the message of a run that fails, and goes on with the others', async () => {
    const store = temporaryStore();
    const sweep = smallSweep(['mf', 'tf']);
    const [broken, ...others] = sweep.runs;
    const target = { kind: 'file' as const, file: '/nowhere/target.npy', sha256: '0'.repeat(64) };
    const config = { ...broken!.config, task: { ...broken!.config.task, target } };
    const result = await run(store, { ...sweep, runs: [{ ...broken!, config }, ...others] });
    expect(result.outcomes).toMatchObject({ done: 3, failed: 1 });
    const failed = store.runsOfSweep(result.sweepId).find(({ status }) => status === 'failed');
    expect(failed!.error).toContain('/nowhere/target.npy');
    expect(store.sweep(result.sweepId)!.status).toBe('failed');
  });

  it('waits for runs that a living process holds, and takes them for done when they are', async () => {
    const store = temporaryStore();
    const sweep = smallSweep(['mf']);
    const { sweepId } = await run(store, sweep, { signal: AbortSignal.abort() });
    const [held, other] = store.runsOfSweep(sweepId);
    const { attempt } = store.claimRun(held!.runId, claim)!;
    const end = {
      status: 'done',
      iterations: 300,
      stopReason: 'iteration-limit',
      error: null,
      wallMs: 1,
    } as const;
    const waitedFor: number[] = []; // how often it looks depends on how long the other run takes
    const observer = {
      heldElsewhere: (runs: readonly PlannedRun[]) => {
        waitedFor.push(...runs.map(({ runId }) => runId));
        if (waitedFor.length === 2) store.finishRun(held!.runId, attempt, end);
      },
    };
    expect((await run(store, sweep, { observer })).outcomes).toMatchObject({ done: 2, 'held-elsewhere': 0 });
    expect(waitedFor.length).toBeGreaterThanOrEqual(2);
    expect(new Set(waitedFor)).toEqual(new Set([held!.runId]));
    expect([held, other].map((row) => store.attempts(row!.runId).length)).toEqual([1, 1]);
  });

  it('takes over what it waits for once the lease has run out, and the late results are refused', async () => {
    const [store, undisturbed] = [temporaryStore(), temporaryStore()];
    const sweep = smallSweep(['mf']);
    const { sweepId } = await run(store, sweep, { signal: AbortSignal.abort() });
    const [held] = store.runsOfSweep(sweepId);
    const { attempt } = store.claimRun(held!.runId, claim)!;
    let isLate = false;
    const observer = {
      heldElsewhere: () => {
        if (!isLate) store.renewLease(held!.runId, attempt, -1);
        isLate = true;
      },
    };
    const result = await run(store, sweep, { observer });
    const snapshots = { metrics: ['train_loss'], iterations: Float64Array.of(0), values: Float64Array.of(7) };
    expect(() => store.appendChunk(held!.runId, attempt, snapshots)).toThrow(LeaseLostError);
    expect(results(store, result)).toEqual(results(undisturbed, await run(undisturbed, sweep)));
  });

  it('stops waiting when it is interrupted', async () => {
    const store = temporaryStore();
    const sweep = smallSweep(['mf']);
    const { sweepId } = await run(store, sweep, { signal: AbortSignal.abort() });
    store.claimRun(store.runsOfSweep(sweepId)[0]!.runId, claim);
    const controller = new AbortController();
    const observer = { heldElsewhere: () => controller.abort() };
    const { outcomes } = await run(store, sweep, { lanes: 1, observer, signal: controller.signal });
    expect(outcomes).toMatchObject({ done: 1, 'held-elsewhere': 1 });
    expect(store.sweep(sweepId)!.status).toBe('running'); // the other process is at it
  });

  it('saves runs while they go on, after a time and when asked to, and changes no bit by it', async () => {
    const until = (maxIterations: number): ExpandedSweep =>
      smallSweep(['mf', 'htf'], { stop: { lossBelow: 0, maxIterations }, record: { every: 500 } });
    const [undisturbed, saved, asked] = [temporaryStore(), temporaryStore(), temporaryStore()];
    const requests = new EventEmitter<{ checkpoint: [] }>();
    const counts = new Map<Store, number>();
    for (const store of [undisturbed, saved, asked]) {
      const save = store.saveCheckpoint;
      Object.assign(store, {
        saveCheckpoint: (...given: Parameters<typeof save>) => {
          counts.set(store, (counts.get(store) ?? 0) + 1);
          save(...given);
        },
      });
    }
    const controller = new AbortController();
    const observer = {
      progressed: () => {
        if (counts.has(asked)) controller.abort();
        else requests.emit('checkpoint');
      },
    };
    const first = await run(asked, until(ENDLESS), { requests, observer, signal: controller.signal });
    const sweep = until(farthest(asked, first) + 20_000);
    const expected = results(undisturbed, await run(undisturbed, sweep));
    expect(counts.get(undisturbed)).toBeUndefined();
    expect(results(asked, await run(asked, sweep))).toEqual(expected);
    expect(results(saved, await run(saved, sweep, { checkpointEveryMs: 1 }))).toEqual(expected);
    expect(counts.get(saved)).toBeGreaterThan(10);
  });

  it('leaves an extended run as one that was as long from the beginning', async () => {
    const [extended, direct] = [temporaryStore(), temporaryStore()];
    const record = {
      metrics: ['train_loss', 'component_norm', 'cp_rank'],
      perDecade: 4,
      onChange: 0.05,
      every: 5,
    };
    const until = (maxIterations: number) =>
      smallSweep(['tf'], { stop: { lossBelow: 0, maxIterations }, record });
    for (const maxIterations of [203, 250, 411]) await run(extended, until(maxIterations));
    const longest = until(500);
    expect(results(extended, await run(extended, longest))).toEqual(
      results(direct, await run(direct, longest)),
    );
  });

  it('takes over the runs of a process that died', async () => {
    const store = temporaryStore();
    const sweep = smallSweep(['mf']);
    const { sweepId } = await run(store, sweep, { signal: AbortSignal.abort() });
    const [held] = store.runsOfSweep(sweepId);
    const pid = Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' })); // has ended by now
    store.claimRun(held!.runId, { ...claim, holder: { ...currentProcess(), pid, startedAt: 1 } });
    expect((await run(store, sweep)).outcomes).toMatchObject({ done: 2 });
  });
});
