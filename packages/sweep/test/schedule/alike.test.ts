import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlikeQueue } from '../../src/schedule/alike.ts';
import { likenessOf } from '@ranksweep/kinds';
import type { Job } from '../../src/plan/job.ts';
import { askingLane } from '../support/askingLane.ts';
import { smallSweep } from '../support/sweeps.ts';

const { config } = smallSweep(['mf']).runs[0]!;
const MOST = 64;

/** Runs are alike that have the same size. */
const jobsOf = (sizes: readonly number[]): Job[] =>
  sizes.map((size, runId) => ({
    run: { runId, name: '', part: 'mf', cell: {}, seed: 0, maxIterations: 1 },
    config: { ...config, model: { ...config.model, hiddenWidths: [1 + size] } } as Job['config'],
    cost: 1 + (runId % 7),
    deaths: 0,
    engines: ['wasm'],
  }));

function batchesOf(jobs: readonly Job[], lanes: number): (readonly Job[])[] {
  const queue = new AlikeQueue(jobs);
  const batches: (readonly Job[])[] = [];
  while (queue.first !== undefined) batches.push(queue.take(MOST, askingLane({ lanesOfEngine: lanes })));
  return batches;
}

const someSizes = fc.array(fc.nat(4), { maxLength: 400 });
const someLanes = fc.integer({ min: 1, max: 5 });

describe('AlikeQueue', () => {
  it('hands out every run once, in batches of runs that are alike, the longest of them first', () => {
    fc.assert(
      fc.property(someSizes, someLanes, (sizes, lanes) => {
        const jobs = jobsOf(sizes);
        const batches = batchesOf(jobs, lanes);
        const idsOf = (some: readonly Job[]): number[] => some.map(({ run }) => run.runId);
        expect(idsOf(batches.flat()).toSorted((a, b) => a - b)).toEqual(idsOf(jobs));
        for (const batch of batches) {
          expect(new Set(batch.map((job) => likenessOf(job.config))).size).toBe(1);
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
