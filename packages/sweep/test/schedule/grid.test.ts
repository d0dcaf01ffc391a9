import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GridSource } from '../../src/schedule/grid.ts';
import type { Job } from '../../src/plan/job.ts';
import { askingLane } from '../support/askingLane.ts';
import { smallSweep } from '../support/sweeps.ts';

const { config } = smallSweep(['mf']).runs[0]!;
const jobsOf = (costs: readonly number[]): Job[] =>
  costs.map((cost, runId) => ({
    run: { runId, name: '', part: 'mf', cell: {}, seed: 0, maxIterations: 1 },
    config,
    cost,
    deaths: 0,
    engines: ['wasm'],
  }));
const costOf = (batch: readonly Job[]): number => batch.reduce((sum, { cost }) => sum + cost, 0);

interface Grid {
  next(mostRuns: number): ReturnType<GridSource['next']>;
}

function gridOf(costs: readonly number[], lanes: number, least = 0): Grid {
  const source = new GridSource({ jobs: jobsOf(costs), isTogether: () => false });
  const lane = askingLane({ lanesOfEngine: lanes, batchWork: () => ({ least, most: 1e8 }) });
  return { next: (mostRuns) => source.next(mostRuns, lane) };
}

function batchesOf(grid: Grid): (readonly Job[])[] {
  const batches: (readonly Job[])[] = [];
  for (let turn = grid.next(64); typeof turn !== 'string'; turn = grid.next(64)) batches.push(turn);
  return batches;
}

/** Of every length, from runs that take microseconds to some that take minutes. */
const someCosts = fc.array(fc.oneof(...[1e6, 1e7, 1e8, 1e12].map((max) => fc.integer({ min: 1, max }))), {
  maxLength: 400,
});
const someLanes = fc.integer({ min: 1, max: 16 });

describe('GridSource', () => {
  it('hands out every run once, the longest first', () => {
    fc.assert(
      fc.property(someCosts, someLanes, (costs, lanes) => {
        const handed = batchesOf(gridOf(costs, lanes)).flat();
        expect(handed.map(({ cost }) => cost)).toEqual(costs.toSorted((a, b) => b - a));
        expect(new Set(handed.map(({ run }) => run.runId)).size).toBe(costs.length);
      }),
    );
  });

  it("never gives a lane more than half of its share of what is left, nor more than 20 ms, but for one run's own length", () => {
    fc.assert(
      fc.property(someCosts, someLanes, (costs, lanes) => {
        let left = costs.reduce((sum, cost) => sum + cost, 0);
        for (const batch of batchesOf(gridOf(costs, lanes))) {
          const most = Math.min(1e8, left / (2 * lanes));
          expect(batch.length === 1 || costOf(batch) <= most).toBe(true);
          expect(batch.length).toBeLessThanOrEqual(64);
          left -= costOf(batch);
        }
      }),
    );
  });

  it('hands out many short runs in few batches', () => {
    const batches = batchesOf(gridOf(Array<number>(2000).fill(1e6), 2));
    expect(batches.length).toBeLessThan(80);
    expect(batches.slice(0, 20).map(({ length }) => length)).toEqual(Array(20).fill(64));
    const ofTwoMilliseconds = gridOf(Array<number>(2000).fill(1e7), 2);
    expect(ofTwoMilliseconds.next(64)).toHaveLength(10);
  });

  it('hands out at least as much as makes up for a batch', () => {
    const batches = batchesOf(gridOf(Array<number>(30).fill(1), 2, 12));
    expect(batches.map(({ length }) => length)).toEqual([12, 12, 6]);
  });

  it('has lanes end together: none works longer than an equal share and the longest run, or the least batch', () => {
    fc.assert(
      fc.property(someCosts, someLanes, fc.constantFrom(0, 1e3, 2e7), (costs, lanes, least) => {
        const ends = new Float64Array(lanes); // the lane that is free first takes the next batch
        for (const batch of batchesOf(gridOf(costs, lanes, least))) {
          ends[ends.indexOf(Math.min(...ends))]! += costOf(batch);
        }
        const total = costs.reduce((sum, cost) => sum + cost, 0);
        const longest = Math.max(least, ...costs);
        expect(Math.max(...ends)).toBeLessThanOrEqual((total / lanes + longest) * (1 + 1e-12));
      }),
    );
  });
});
