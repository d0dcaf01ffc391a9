/** Which runs of a sweep are still to be computed. */
import { earlierTrajectoryHashes, severalPerEpoch } from '@ranksweep/kinds';
import type { NewRun, RegisteredRun, Store } from '@ranksweep/store';
import { costOf } from './cost.ts';
import type { ExpandedRun } from '../definition/expand.ts';
import type { GroupCommit } from '../record/groupCommit.ts';
import type { Job } from '../schedule/source.ts';
import type { DamagedRun, PlannedRun } from '../observer.ts';
import type { PhaseObserver } from '../phase.ts';
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

export interface PlanOptions {
  readonly store: Store;
  readonly writes: GroupCommit;
  readonly sweepId: number;
  readonly runs: readonly ExpandedRun[];
  /** The trajectory hash of each run. */
  readonly hashes: readonly string[];
  readonly arithmetic: string;
  /** Default: every run is. */
  readonly isWanted?: IsWanted | undefined;
  readonly observer?: PhaseObserver | undefined;
  /** Ends the wait for another program's lock. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs that are registered in one transaction, of some tenths of a second: others want to write, too. */
const RUNS_PER_TRANSACTION = 1000;

/**
 * Registers runs and tells those that are still to be computed from those that are there.
 * @throws what the store could not be written for
 */
export async function planJobs(options: PlanOptions): Promise<PlannedJobs> {
  const { store, writes, runs, signal, isWanted = () => true } = options;
  await writes.run(() => store.releaseDeadRuns(), signal);
  const jobs: Job[] = [];
  const ended: number[] = [];
  const reused: PlannedRun[] = [];
  const damaged: DamagedRun[] = [];
  const planned = new Set<number>(); // cells may share a run
  for await (const [i, row] of registered(options)) {
    const { config } = runs[i]!;
    const run = plannedRun(row.runId, runs[i]!);
    if (planned.has(row.runId)) continue;
    planned.add(row.runId);
    if (actionFor(row, config) === 'reuse') reused.push(run);
    else if (isWanted(row)) {
      jobs.push({ run, config, cost: costOf(config), deaths: 0 });
      if (row.status === 'failed' || row.status === 'cancelled') ended.push(row.runId);
      if (row.damage !== undefined) damaged.push({ run, damage: row.damage });
    }
  }
  await writes.run(() => store.reopenRuns(ended), signal);
  return { jobs, reused, damaged };
}

function plannedRun(runId: number, { part, cell, config }: ExpandedRun): PlannedRun {
  const { seed, stop } = config;
  const perEpoch = severalPerEpoch(config);
  return {
    runId,
    part,
    cell,
    seed,
    maxIterations: stop.maxIterations,
    ...(perEpoch === undefined ? {} : { iterationsPerEpoch: perEpoch }),
  };
}

/** In transactions of their own, so that a sweep that is stopped in between goes on from there when it is asked for again. */
async function* registered({
  store,
  writes,
  sweepId,
  runs,
  hashes,
  arithmetic,
  observer,
  signal,
}: PlanOptions): AsyncGenerator<[index: number, row: RegisteredRun]> {
  const newRun = ({ config, part, cell }: ExpandedRun, i: number): NewRun => ({
    config,
    trajectoryHash: hashes[i]!,
    earlierHashes: earlierTrajectoryHashes(config),
    arithmetic,
    part,
    cell,
  });
  for (let start = 0; start < runs.length; start += RUNS_PER_TRANSACTION) {
    observer?.('registering runs', start, runs.length);
    const some = runs.slice(start, start + RUNS_PER_TRANSACTION);
    const newRuns = some.map((run, i) => newRun(run, start + i));
    const rows = await writes.run(() => store.registerRuns(sweepId, newRuns), signal);
    for (const [i, row] of rows.entries()) yield [start + i, row];
  }
  observer?.('registering runs', runs.length, runs.length);
}
