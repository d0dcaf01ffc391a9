/** Which runs of a sweep are still to be computed. */
import { earlierTrajectoryHashes } from '@ranksweep/core';
import type { RegisteredRun, Store } from '@ranksweep/store';
import { CostEstimator } from './cost.ts';
import type { ExpandedRun } from './definition/expand.ts';
import type { Job } from './jobQueue.ts';
import type { DamagedRun, PlannedRun } from './observer.ts';
import { actionFor } from './planRuns.ts';

export interface PlannedJobs {
  readonly jobs: readonly Job[];
  /** In the store already. */
  readonly reused: readonly PlannedRun[];
  /** Runs of the jobs that are computed anew since their stored configuration is damaged, with what is wrong. */
  readonly damaged: readonly DamagedRun[];
}

/** Whether a run that is still to be computed is asked for now. */
export type IsWanted = (run: RegisteredRun) => boolean;

/**
 * Registers runs and tells those that are still to be computed from those that are there.
 * @param hashes the trajectory hash of each run
 */
export function planJobs(
  store: Store,
  sweepId: number,
  runs: readonly ExpandedRun[],
  hashes: readonly string[],
  arithmetic: string,
  isWanted: IsWanted = () => true,
): PlannedJobs {
  store.releaseDeadRuns();
  const cellNumbers = numberCells(runs);
  const registered = store.registerRuns(
    sweepId,
    runs.map(({ config, part }, i) => ({
      config,
      trajectoryHash: hashes[i]!,
      earlierHashes: earlierTrajectoryHashes(config),
      arithmetic,
      part,
      cell: cellNumbers[i]!,
    })),
  );
  const costs = new CostEstimator();
  const jobs: Job[] = [];
  const reused: PlannedRun[] = [];
  const damaged: DamagedRun[] = [];
  const planned = new Set<number>(); // cells may share a run
  registered.forEach((row, i) => {
    const { part, cell, config } = runs[i]!;
    const run = { runId: row.runId, part, cell, seed: config.seed, maxIterations: config.stop.maxIterations };
    if (planned.has(row.runId)) return;
    planned.add(row.runId);
    if (actionFor(row, config) === 'reuse') reused.push(run);
    else if (isWanted(row)) {
      jobs.push({ run, config, cost: costs.of(config), deaths: 0 });
      if (row.damage !== undefined) damaged.push({ run, damage: row.damage });
    }
  });
  store.reopenRuns(jobs.map(({ run }) => run.runId));
  return { jobs, reused, damaged };
}

/** Number of every run's cell within its part, from 0 in order of appearance. */
function numberCells(runs: readonly ExpandedRun[]): number[] {
  const cellsOf = new Map<string, Map<string, number>>();
  return runs.map(({ part, cell }) => {
    const cells = cellsOf.get(part) ?? new Map<string, number>();
    cellsOf.set(part, cells);
    const name = JSON.stringify(cell);
    const number = cells.get(name) ?? cells.size;
    cells.set(name, number);
    return number;
  });
}
