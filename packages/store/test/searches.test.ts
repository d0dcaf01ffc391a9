/** What sweeps with searches say of their runs: which were pruned, and how many are not asked for yet. */
import { describe, expect, it } from 'vitest';
import { countsText, progressText, type Store, type TrialState } from '../src/index.ts';
import { config, done, newRun, newSweep, take, temporaryStore } from './support/fixtures.ts';

const SEEDS = [0, 1];
const spec = {
  parts: {
    tune: {
      base: { stop: { maxIterations: 1000 } },
      seeds: SEEDS,
      search: { minimize: 'train_loss', trials: 5, pruner: { kind: 'asha' } },
    },
  },
};

/** A search of five trials with two seeds, of which some were asked, each with its own std. */
function searchOf(
  states: readonly TrialState[],
  store = temporaryStore(),
): { store: Store; sweepId: number; runIds: number[] } {
  const sweepId = store.upsertSweep({ ...newSweep, spec });
  const runIds = states.flatMap((_, i) => {
    const cell = { 'init.std': 1 + i };
    const runs = SEEDS.map((seed) => newRun({ config: config({ seed, std: 1 + i }), part: 'tune', cell }));
    return store.registerRuns(sweepId, runs).map(({ runId }) => runId);
  });
  const trials = states.map((state, number) => {
    const isDone = state === 'done';
    return { number, cell: { 'init.std': 1 + number }, state, objective: isDone ? 1 : null, rung: null };
  });
  store.recordTrials(sweepId, 'tune', trials);
  for (const [i, runId] of runIds.entries()) {
    const state = states[i >> 1];
    if (state === 'done') store.finishRun(runId, take(store, runId), done);
    if (state === 'pruned') store.releaseRun(runId, take(store, runId));
  }
  return { store, sweepId, runIds };
}

describe('runs of trials that were pruned', () => {
  it('are pruned for the sweep, and pending for others', () => {
    const { store, sweepId, runIds } = searchOf(['done', 'pruned']);
    const [, , pruned] = runIds;
    expect(store.sweep(sweepId)!.runs).toMatchObject({ done: 2, pruned: 2, pending: 0 });
    expect([...store.prunedRuns(sweepId)]).toEqual(runIds.slice(2));
    const statuses = [
      store.runsAsAsked(sweepId)[2]!.status,
      store.cellRuns(sweepId, 'tune', 'train_loss')[2]!.status,
      store.axisRuns(sweepId, 'tune', 'init.std', 'train_loss')[2]!.status,
      store.runSummaries([pruned!], [], sweepId)[0]!.status,
    ];
    expect(statuses).toEqual(Array(4).fill('pruned'));
    expect(store.run(pruned!)!.status).toBe('pending');
  });

  it('are wanted where another cell of the sweep has them', () => {
    const { store, sweepId, runIds } = searchOf(['pruned']);
    store.registerRuns(sweepId, [newRun({ config: config({ std: 1 }), part: 'grid' })]);
    expect([...store.prunedRuns(sweepId)]).toEqual(runIds.slice(1));
    expect(store.sweep(sweepId)!.runs).toMatchObject({ pruned: 1, pending: 1 });
  });

  it('are what they have come to, once they go on', () => {
    const { store, sweepId, runIds } = searchOf(['pruned']);
    store.finishRun(runIds[0]!, take(store, runIds[0]!), done);
    take(store, runIds[1]!);
    expect(store.sweep(sweepId)!.runs).toMatchObject({ done: 1, running: 1, pruned: 0 });
  });
});

describe('runs that are not asked for yet', () => {
  it('count until the searches are over, however many trials these have made', () => {
    const { store, sweepId } = searchOf(['done', 'pruned']);
    expect(store.sweep(sweepId)!.runs.unasked).toBe(6);
    expect(store.finishSweep(sweepId)).toBe('interrupted');
    expect(store.sweep(sweepId)).toMatchObject({ status: 'interrupted', runs: { unasked: 6 } });
    expect(store.finishSweep(sweepId, { searches: 'over' })).toBe('done');
    expect(store.sweep(sweepId)).toMatchObject({ status: 'done', runs: { unasked: 0 } });
  });

  it('are none after the last trial', () => {
    const { store, sweepId } = searchOf(['done', 'pruned', 'done', 'pruned', 'done']);
    expect(store.finishSweep(sweepId)).toBe('done');
  });

  it('are in the words of progress, and in the time left, as long as runs have been', () => {
    const { store, sweepId, runIds } = searchOf(['done', 'pruned', 'running']);
    take(store, runIds[4]!);
    const progress = store.sweepProgress(sweepId, Date.now());
    expect(countsText(progress.counts)).toBe(
      'finished 4 of at most 10 runs: 2 done, 2 pruned; 1 running; 4 not asked for yet',
    );
    // Two were under way, four are not asked for yet; those that have begun and ended took 50 iterations.
    expect(progress.iterations.left).toBe(6 * 50);
    expect(progressText(progress)).toContain('left');
  });

  it('are bounded for boundaries by the trials of each line', () => {
    const store = temporaryStore();
    const axes = { rank: [1, 2, 3], observed: [10, 20, 30] };
    const boundary = { along: 'observed', outcome: 'train_loss < 1', holds: 'above', trials: 7 };
    const parts = { cp: { base: {}, axes, boundary, seeds: [] } };
    const sweepId = store.upsertSweep({ ...newSweep, spec: { parts } });
    expect(store.sweepProgress(sweepId, Date.now()).counts.unasked).toBe(21);
  });

  it('are none where the specification is no search any more', () => {
    const store = temporaryStore();
    for (const [i, part] of [
      { search: 5 },
      { search: { trials: 'x' }, seeds: 3 },
      { boundary: {} },
    ].entries()) {
      const sweepId = store.upsertSweep({ ...newSweep, spec: { parts: { a: part } }, specHash: `${i}` });
      expect(store.sweep(sweepId)!.runs.unasked).toBe(0);
    }
  });
});

describe('runs that no trial asks for', () => {
  /** Runs of the cell beyond the trials, registered for a search whose trials have ended otherwise since. */
  const withOthers = (states: readonly TrialState[]): ReturnType<typeof searchOf> => {
    const search = searchOf(states);
    const { store, sweepId } = search;
    const runs = [7, 8, 9].map((std) =>
      newRun({ config: config({ std }), part: 'tune', cell: { 'init.std': std } }),
    );
    const [failed, ended] = store.registerRuns(sweepId, runs).map(({ runId }) => runId);
    store.finishRun(failed!, take(store, failed!), { ...done, status: 'failed', stopReason: null });
    store.finishRun(ended!, take(store, ended!), done);
    return search;
  };
  const counts = (store: Store, sweepId: number): object => {
    const { done, failed, pending } = store.sweep(sweepId)!.runs;
    return { done, failed, pending };
  };

  it('are left, where they have no result, once the search has made its trials', () => {
    const { store, sweepId } = withOthers(['done', 'done', 'done', 'done', 'done']);
    expect(counts(store, sweepId)).toEqual({ done: 11, failed: 1, pending: 1 });
    expect(store.finishSweep(sweepId)).toBe('done');
    expect(counts(store, sweepId)).toEqual({ done: 11, failed: 0, pending: 0 });
    expect(store.isSweepSound(sweepId)).toBe(true);
    expect(store.runIds()).toHaveLength(13);
  });

  it('are left at the end of a search that was over before', () => {
    const { store, sweepId } = withOthers(['done', 'done']);
    expect(store.finishSweep(sweepId)).toBe('interrupted');
    expect(counts(store, sweepId)).toEqual({ done: 5, failed: 1, pending: 1 });
    expect(store.finishSweep(sweepId, { searches: 'over' })).toBe('done');
    expect(counts(store, sweepId)).toEqual({ done: 5, failed: 0, pending: 0 });
  });

  it('stay as long as a trial is under way, and in parts without a search', () => {
    const { store, sweepId } = withOthers(['done', 'running']);
    store.registerRuns(sweepId, [newRun({ config: config({ std: 10 }), part: 'grid' })]);
    store.finishSweep(sweepId, { searches: 'over' });
    expect(counts(store, sweepId)).toEqual({ done: 3, failed: 1, pending: 4 });
    store.recordTrials(sweepId, 'tune', [
      { number: 1, cell: { 'init.std': 2 }, state: 'failed', objective: null, rung: null },
    ]);
    store.finishSweep(sweepId, { searches: 'over' });
    expect(counts(store, sweepId)).toEqual({ done: 3, failed: 0, pending: 3 });
  });
});
