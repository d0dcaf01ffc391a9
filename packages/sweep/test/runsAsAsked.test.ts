/** Sweeps share runs. What one of them shows does not change when another has its runs go on. */
import type { AxisRun, CellRun, Store } from '@ranksweep/store';
import { expect, it } from 'vitest';
import type { FactorizationInput } from '@ranksweep/core';
import { run, smallSweep, temporaryStore } from './support/sweeps.ts';

const theory = {
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  record: { every: 20, theory: true },
} as const;

/** Neither a multiple of what is recorded nor of what is checked. */
const ODD_LIMIT = 130;

const sweepUpTo = (maxIterations: number): ReturnType<typeof smallSweep> =>
  smallSweep(['tf', 'htf'], { ...theory, stop: { maxIterations, lossBelow: 0 } });

interface Shown {
  readonly runs: readonly unknown[];
  readonly axes: readonly AxisRun[];
  readonly cells: readonly CellRun[];
}

/** All that is shown of a sweep, but for its runs' attempts and times. */
function shown(store: Store, sweepId: number): Shown {
  const runs = store
    .runsAsAsked(sweepId)
    .map(({ runId, part, seed, status, stopReason, iterations, config, upTo }) => ({
      part,
      seed,
      status,
      stopReason,
      iterations,
      config,
      points: store
        .trajectory(runId, '*', upTo)
        .map(({ metric, iterations: at, values }) => [metric, [...at], [...values]]),
      parts: [...store.trajectoryParts(runId, upTo)].map(({ metric, values }) => [metric, values.length]),
      events: store.events(runId, upTo),
      finals: [...store.finals(runId, upTo)].sort(([a], [b]) => (a < b ? -1 : 1)),
    }));
  return {
    runs,
    axes: ['tf', 'htf'].flatMap((part) =>
      ['seed', 'stop.maxIterations'].flatMap((path) => store.axisRuns(sweepId, part, path, 'train_loss')),
    ),
    cells: ['train_loss', 'predicted_component_norm_1'].flatMap((name) =>
      store.cellRuns(sweepId, 'tf', name),
    ),
  };
}

it('shows of runs that another sweep has had go on what there was before', async () => {
  const store = temporaryStore();
  const { sweepId } = await run(store, sweepUpTo(200));
  const before = shown(store, sweepId);
  expect(store.runsBeyond(sweepId)).toEqual([]);
  const longer = await run(store, sweepUpTo(1000));
  expect(longer.outcomes.done).toBe(4);
  expect(store.runsBeyond(sweepId).map(({ upTo }) => upTo)).toEqual([200, 200, 200, 200]);
  expect(shown(store, sweepId)).toEqual(before);
  expect(store.runsAsAsked(longer.sweepId).map(({ iterations, upTo }) => [iterations, upTo])).toEqual(
    Array.from({ length: 4 }, () => [1000, undefined]),
  );
});

it('shows of each sweep the condition that it stops its runs by', async () => {
  const store = temporaryStore();
  const upTo = (stop: FactorizationInput['stop']) => smallSweep(['tf'], { ...theory, stop });
  const first = await run(store, upTo({ maxIterations: 400, lossBelow: 0, when: 'iteration >= 90' }));
  expect(store.runsAsAsked(first.sweepId)[0]).toMatchObject({ stopReason: 'event', iterations: 100 });
  const second = await run(store, upTo({ maxIterations: 400, lossBelow: 0 }));
  const asked = ({ sweepId }: { readonly sweepId: number }) =>
    store.runsAsAsked(sweepId).map(({ config }) => config?.stop.when);
  expect(asked(first)).toEqual(['iteration >= 90', 'iteration >= 90']);
  expect(asked(second)).toEqual([undefined, undefined]);
});

/** As another process would claim a run. */
const claim = {
  lane: 'x',
  device: 'x',
  engine: 'wasm',
  versions: {},
  gitSha: null,
  leaseMs: 60_000,
  restart: false,
};

/** No snapshot at the odd limit is kept but the last, and the metrics that are measured only there. */
const sparse = { every: 10, perDecade: 2, theory: true };

const sparseSweep = (
  maxIterations: number,
  record: FactorizationInput['record'] = {},
): ReturnType<typeof smallSweep> =>
  smallSweep(['tf', 'htf'], {
    ...theory,
    record: { ...sparse, ...record },
    stop: { maxIterations, lossBelow: 0 },
  });

it('goes on showing the values at a limit where runs that have gone on keep no snapshot', async () => {
  const [store, alone] = [temporaryStore(), temporaryStore()];
  const { sweepId } = await run(store, sparseSweep(ODD_LIMIT));
  const before = shown(store, sweepId);
  const longer = await run(store, sparseSweep(1000));
  expect(shown(store, sweepId)).toEqual(before);
  for (const { runId, upTo } of store.runsAsAsked(sweepId)) {
    const [loss] = store.trajectory(runId, ['train_loss'], upTo);
    expect(loss!.iterations.at(-1)).toBe(ODD_LIMIT);
    expect(store.finals(runId, upTo).get('train_loss')).toBe(loss!.values.at(-1));
    expect(store.damageOfRun(runId)).toEqual([]);
  }
  expect(shown(store, longer.sweepId)).toEqual(shown(alone, (await run(alone, sparseSweep(1000))).sweepId));
  await run(store, sparseSweep(2000));
  expect(shown(store, sweepId)).toEqual(before);
});

it('goes on showing them of runs that start again', async () => {
  const store = temporaryStore();
  const { sweepId } = await run(store, sparseSweep(ODD_LIMIT));
  const before = shown(store, sweepId).axes;
  const again = await run(store, sparseSweep(1000, { metrics: ['prediction_max'] }));
  expect(again.outcomes.done).toBe(4);
  expect(shown(store, sweepId).axes).toEqual(before);
});

it('goes on showing them while runs are about to go on', async () => {
  const store = temporaryStore();
  const { sweepId } = await run(store, sparseSweep(ODD_LIMIT));
  const trajectories = (): unknown[] =>
    store.runsAsAsked(sweepId).map(({ runId, upTo }) => store.trajectory(runId, '*', upTo));
  const before = trajectories();
  for (const { runId } of store.runsAsAsked(sweepId)) {
    const { attempt } = store.claimRun(runId, { ...claim, from: ['done'] })!;
    store.releaseRun(runId, attempt);
  }
  expect(trajectories()).toEqual(before);
  await run(store, sparseSweep(ODD_LIMIT));
  expect(store.runsBeyond(sweepId)).toEqual([]);
});

it('shows a sweep whose runs were longer before it as if they ended at its limit', async () => {
  const [alone, store] = [temporaryStore(), temporaryStore()];
  const expected = await run(alone, sweepUpTo(200));
  await run(store, sweepUpTo(1000));
  const result = await run(store, sweepUpTo(200));
  expect(result).toMatchObject({ reused: 4, outcomes: { done: 0 } });
  expect(shown(store, result.sweepId)).toEqual(shown(alone, expected.sweepId));
});

it('ends at the last snapshot up to a limit that has none', async () => {
  const store = temporaryStore();
  await run(store, sweepUpTo(200));
  const { sweepId } = await run(store, sweepUpTo(ODD_LIMIT));
  for (const { runId, iterations, stopReason, upTo } of store.runsAsAsked(sweepId)) {
    expect([iterations, stopReason, upTo]).toEqual([ODD_LIMIT, 'iteration-limit', ODD_LIMIT]);
    const [loss] = store.trajectory(runId, ['train_loss'], upTo);
    expect(loss!.iterations.at(-1)).toBe(120);
    expect(store.finals(runId, upTo).get('train_loss')).toBe(loss!.values.at(-1));
  }
});

it('has runs that diverged beyond the limit end by it', async () => {
  const wild = { optimizer: { kind: 'sgd', learningRate: 3000 }, record: { every: 1 } } as const;
  const upTo = (maxIterations: number): ReturnType<typeof smallSweep> =>
    smallSweep(['tf'], { ...wild, stop: { maxIterations, checkEvery: 1 } });
  const store = temporaryStore();
  const { sweepId } = await run(store, upTo(2));
  const before = store.events(store.runsAsAsked(sweepId)[0]!.runId);
  const { outcomes } = await run(store, upTo(1000));
  expect(outcomes.diverged).toBe(2);
  for (const asked of store.runsAsAsked(sweepId)) {
    expect(asked).toMatchObject({ status: 'done', stopReason: 'iteration-limit', iterations: 2 });
    expect(store.events(asked.runId, asked.upTo).some(({ kind }) => kind === 'diverged')).toBe(false);
  }
  expect(store.events(store.runsAsAsked(sweepId)[0]!.runId, 2)).toEqual(before);
  expect(store.sweep(sweepId)!.runs).toMatchObject({ done: 2, diverged: 0 });
  expect(store.sweepProgress(sweepId, Date.now()).counts).toMatchObject({ done: 2, diverged: 0 });
});

it('keeps what it shows when another sweep asks for fewer iterations, and for other snapshots and metrics', async () => {
  const store = temporaryStore();
  const first = { stop: { maxIterations: 400, lossBelow: 0 }, record: { every: 20, perDecade: 10 } };
  const { sweepId } = await run(store, smallSweep(['tf'], first));
  const points = (metric: string): [iteration: number, value: number][][] =>
    store.runsOfSweep(sweepId).map(({ runId }) => {
      const [series] = store.trajectory(runId, metric);
      return [...series!.iterations].map((iteration, i) => [iteration, series!.values[i]!]);
    });
  const before = points('train_loss');
  const other = {
    stop: { maxIterations: 150, lossBelow: 0 },
    record: { every: 30, metrics: ['prediction_max'] },
  };
  await run(store, smallSweep(['tf'], other));
  expect(store.runsOfSweep(sweepId).map(({ iterations }) => iterations)).toEqual([400, 400]);
  points('train_loss').forEach((after, r) => expect(after).toEqual(expect.arrayContaining(before[r]!)));
  for (const ofRun of points('prediction_max')) {
    expect(ofRun.map(([iteration]) => iteration)).toEqual(expect.arrayContaining([0, 30, 60, 90, 120, 150]));
  }
  const again = await run(store, smallSweep(['tf'], first));
  expect(again.reused).toBe(2);
});
