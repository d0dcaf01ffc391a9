import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlikeSource } from '../../src/schedule/alike.ts';
import type { Job } from '../../src/schedule/source.ts';
import { smallSweep } from '../support/sweeps.ts';

const { config } = smallSweep(['mf']).runs[0]!;
const MOST = 64;

/** Runs are alike that have the same seed. */
const jobsOf = (seeds: readonly number[]): Job[] =>
  seeds.map((seed, runId) => ({
    run: { runId, part: 'mf', cell: {}, seed, maxIterations: 1 },
    config: { ...config, seed },
    cost: 1 + (runId % 7),
    deaths: 0,
  }));

function batchesOf(jobs: readonly Job[], lanes: number): (readonly Job[])[] {
  const source = new AlikeSource({ jobs, lanes, likenessOf: ({ seed }) => String(seed) });
  const batches: (readonly Job[])[] = [];
  for (let turn = source.next(MOST); typeof turn !== 'string'; turn = source.next(MOST)) batches.push(turn);
  return batches;
}

const someSeeds = fc.array(fc.nat(4), { maxLength: 400 });
const someLanes = fc.integer({ min: 1, max: 5 });

describe('AlikeSource', () => {
  it('hands out every run once, in batches of runs that are alike, the longest of them first', () => {
    fc.assert(
      fc.property(someSeeds, someLanes, (seeds, lanes) => {
        const jobs = jobsOf(seeds);
        const batches = batchesOf(jobs, lanes);
        const idsOf = (some: readonly Job[]): number[] => some.map(({ run }) => run.runId);
        expect(idsOf(batches.flat()).toSorted((a, b) => a - b)).toEqual(idsOf(jobs));
        for (const batch of batches) {
          expect(new Set(batch.map((job) => job.config.seed)).size).toBe(1);
          expect(batch.length).toBeLessThanOrEqual(MOST);
          const costs = batch.map(({ cost }) => cost);
          expect(costs).toEqual(costs.toSorted((a, b) => b - a));
        }
      }),
    );
  });

  it('fills batches, as evenly as lanes can share them', () => {
    const sizesOf = (count: number, lanes: number): number[] =>
      batchesOf(jobsOf(Array<number>(count).fill(0)), lanes).map(({ length }) => length);
    expect(sizesOf(40, 1)).toEqual([40]);
    expect(sizesOf(40, 2)).toEqual([20, 20]);
    expect(sizesOf(65, 1)).toEqual([33, 32]);
    expect(sizesOf(130, 2)).toEqual([33, 33, 33, 31]);
    expect(sizesOf(1, 3)).toEqual([1]);
  });
});
