import { runNamer, trajectoryHash } from '@ranksweep/kinds';
import { openStore, type Store } from '@ranksweep/store';
import { describe, expect, it } from 'vitest';
import { GroupCommit } from '../../src/record/groupCommit.ts';
import { lanesOn } from '../../src/launch/devices/chooseLanes.ts';
import { SweepEngines } from '../../src/plan/sweepEngines.ts';
import { planJobs, type PlanOptions } from '../../src/plan/planJobs.ts';
import { smallSweep, temporaryStore } from '../support/sweeps.ts';

const referenceLane = async (): Promise<SweepEngines> => SweepEngines.of(await lanesOn('reference', 1));
const writesOf = (store: Store): GroupCommit => new GroupCommit({ store, onFailure: () => undefined });

describe('planJobs', () => {
  it('numbers the cells of each part from 0, seeds alike, and plans a run that cells share once', async () => {
    const store = temporaryStore();
    const sweepId = store.upsertSweep({ name: 'a', definition: 'a', preset: 'a', spec: {}, specHash: 'a' });
    const [mf, tf] = (['mf', 'tf'] as const).map((part) => smallSweep([part]).runs);
    const runs = [
      ...[0.1, 0.2, 0.3].flatMap((std) =>
        mf!.map(({ part, config }) => ({
          part,
          cell: { 'init.std': std },
          config: { ...config, init: { ...config.init, std } },
        })),
      ),
      ...tf!,
      { ...tf![0]!, cell: { 'init.std': 7 } },
    ];
    const hashes = runs.map(({ config }) => trajectoryHash(config));
    const { jobs, reused } = await planJobs({
      store,
      writes: writesOf(store),
      sweepId,
      runs,
      hashes,
      nameOf: runNamer({ mf: { axes: { 'init.std': [] } }, tf: { axes: {} } }),
      engines: await referenceLane(),
    });
    expect(jobs.slice(5, 7).map(({ run }) => run.name)).toEqual(['mf,std=0.3,seed=1', 'tf,seed=0']);
    expect(jobs.map(({ run }) => [run.part, run.cell['init.std'], run.seed])).toEqual([
      ['mf', 0.1, 0],
      ['mf', 0.1, 1],
      ['mf', 0.2, 0],
      ['mf', 0.2, 1],
      ['mf', 0.3, 0],
      ['mf', 0.3, 1],
      ['tf', undefined, 0],
      ['tf', undefined, 1],
    ]);
    expect(reused).toEqual([]);
    expect(store.runsOfSweep(sweepId).map(({ part, cell, seed }) => [part, cell, seed])).toEqual([
      ['mf', 0, 0],
      ['mf', 0, 1],
      ['mf', 1, 0],
      ['mf', 1, 1],
      ['mf', 2, 0],
      ['mf', 2, 1],
      ['tf', 0, 0],
      ['tf', 0, 1],
      ['tf', 1, 0],
    ]);
  });
});

/** A sweep of more runs than one transaction registers. */
async function largeSweep(): Promise<Pick<PlanOptions, 'runs' | 'hashes' | 'engines' | 'nameOf'>> {
  const [first] = smallSweep(['mf']).runs;
  const runs = Array.from({ length: 2500 }, (_, seed) => ({ ...first!, config: { ...first!.config, seed } }));
  return {
    runs,
    hashes: runs.map(({ config }) => trajectoryHash(config)),
    engines: await referenceLane(),
    nameOf: runNamer({ mf: { axes: {} } }),
  };
}

const newSweep = { name: 'a', definition: 'a', preset: 'a', spec: {}, specHash: 'a' };

describe('planJobs of many runs', () => {
  it('lets others write in between, and tells how far it is', async () => {
    const store = temporaryStore();
    const other = openStore(store.path);
    const sweepId = store.upsertSweep(newSweep);
    const told: string[] = [];
    const seen: number[] = [];
    const planning = planJobs({
      ...(await largeSweep()),
      store,
      writes: writesOf(store),
      sweepId,
      observer: (phase, done, all) => told.push(`${phase} ${done} ${all}`),
    });
    const look = setInterval(() => {
      // It throws where somebody holds the lock.
      seen.push(other.transaction(() => other.sweep(sweepId)!.runs.pending, { waitMs: 0 }));
    });
    const { jobs } = await planning;
    clearInterval(look);
    other.close();
    expect(jobs).toHaveLength(2500);
    expect(told).toEqual([0, 1000, 2000, 2500].map((done) => `registering runs ${done} 2500`));
    expect(seen).toContain(2000);
  });

  it('goes on where it was stopped, to the same runs', async () => {
    const store = temporaryStore();
    const sweepId = store.upsertSweep(newSweep);
    const stopped = planJobs({
      ...(await largeSweep()),
      store,
      writes: writesOf(store),
      sweepId,
      observer: (_, done) => {
        if (done === 2000) throw new Error('stopped');
      },
    });
    await expect(stopped).rejects.toThrow('stopped');
    expect(store.runsOfSweep(sweepId)).toHaveLength(2000);
    const { jobs } = await planJobs({ ...(await largeSweep()), store, writes: writesOf(store), sweepId });
    expect(jobs.map(({ run }) => [run.runId, run.seed])).toEqual(
      Array.from({ length: 2500 }, (_, seed) => [seed + 1, seed]),
    );
  });
});
