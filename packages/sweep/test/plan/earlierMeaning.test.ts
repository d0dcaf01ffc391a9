/** Runs that were stored when their configuration meant something else. */
import { earlierTrajectoryHashes, trajectoryHash } from '@ranksweep/kinds';
import { describe, expect, it } from 'vitest';
import { findHoles } from '../../src/plan/holes.ts';
import { verifyRuns } from '../../src/verify/verifyRuns.ts';
import { execute } from '../support/lanes.ts';
import { results, smallSweep, temporaryStore } from '../support/sweeps.ts';

const sweep = smallSweep(['unary', 'mf'], { stop: { maxIterations: 30 } });

/** Runs of `unary`, numbers 1 and 2, under the hash that they had then; those of `mf` under the one that they always had. */
async function storedThen() {
  const store = temporaryStore();
  const { sweepId, runIds } = await execute(store, sweep, {
    cost: 0,
    hashOf: (config) => earlierTrajectoryHashes(config)[0] ?? trajectoryHash(config),
  });
  expect(runIds).toEqual([1, 2, 3, 4]);
  return { store, sweepId };
}

describe('a run of an earlier meaning', () => {
  it('is a hole of its sweep, which computes it anew in its place and lets all others be', async () => {
    const { store, sweepId } = await storedThen();
    const holes = findHoles(store, sweepId, sweep);
    expect(holes.map(({ run, state }) => [run.part, run.config.seed, state])).toEqual([
      ['unary', 0, 'missing'],
      ['unary', 1, 'missing'],
    ]);
    const again = await execute(store, sweep, { cost: 0 });
    expect(again.sweepId).toBe(sweepId);
    expect(again.runIds).toEqual([5, 6]);
    const rows = store.runsOfSweep(sweepId).map(({ part, seed, runId }) => [part, seed, runId]);
    expect(rows.toSorted()).toEqual([
      ['mf', 0, 3],
      ['mf', 1, 4],
      ['unary', 0, 5],
      ['unary', 1, 6],
    ]);
    expect(findHoles(store, sweepId, sweep)).toEqual([]);
  });

  it('stays readable where its sweep has a new one', async () => {
    const { store, sweepId } = await storedThen();
    const before = results(store, { sweepId });
    await execute(store, sweep, { cost: 0 });
    const old = store.upsertSweep({ name: 'old', definition: '', preset: '', spec: {}, specHash: 'old' });
    store.registerRuns(
      old,
      sweep.runs.map(({ config, part }) => ({
        config,
        trajectoryHash: earlierTrajectoryHashes(config)[0] ?? trajectoryHash(config),
        arithmetic: store.run(1)!.arithmetic,
        part,
        cell: {},
      })),
    );
    expect(results(store, { sweepId: old })).toEqual(before);
  });

  it('is told by verify for what it is; the others are verified', async () => {
    const { store, sweepId } = await storedThen();
    const { same, skipped, differing } = await verifyRuns(store, store.sweep(sweepId)!, {
      lanes: 1,
      seed: 0,
    });
    expect([same, differing]).toEqual([2, []]);
    expect(skipped.map(({ run }) => run.runId)).toEqual([1, 2]);
    for (const { why } of skipped) expect(why).toContain('run its sweep again');
  });
});
