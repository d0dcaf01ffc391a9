import { trajectoryHash } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { planJobs } from '../src/planJobs.ts';
import { smallSweep, temporaryStore } from './support/sweeps.ts';

describe('planJobs', () => {
  it('numbers the cells of each part from 0, seeds alike, and plans a run that cells share once', () => {
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
    const { jobs, reused } = planJobs(store, sweepId, runs, hashes, 'f64');
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
