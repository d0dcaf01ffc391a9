/** Which runs of a sweep are still to be computed. */
import { earlierTrajectoryHashes, severalPerEpoch, type NamedRun } from '@ranksweep/kinds';
import type { NewRun, RegisteredRun, Store } from '@ranksweep/store';
import { costOf } from './cost.ts';
import type { ExpandedRun } from '../definition/expand.ts';
import type { GroupCommit } from '../record/groupCommit.ts';
import type { Job } from './job.ts';
import type { DamagedRun, PlannedRun } from '../observer.ts';
import type { PhaseObserver } from '../phase.ts';
import { actionFor } from './planRuns.ts';
import type { SweepEngines } from './sweepEngines.ts';

export interface PlannedJobs {
  readonly jobs: readonly Job[];
  /** In the store already. */
  readonly reused: readonly PlannedRun[];
  /** Every run that was asked for, in that order. Cells that share a run have the same one. */
  readonly runs: readonly PlannedRun[];
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
  /** What the sweep calls a run. */
  readonly nameOf: (run: NamedRun) => string;
  /** The trajectory hash of each run. */
  readonly hashes: readonly string[];
  /** The engines of the lanes, which have learnt of these runs. */
  readonly engines: SweepEngines;
  /** Arithmetics in which a run that has ended is as good, though no lane has them. Default: none. */
  readonly asEnded?: readonly string[] | undefined;
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
  const { store, writes, signal } = options;
  const plan = new Plan(options);
  const again: number[] = [];
  for await (const [i, row] of registered(options)) if (!plan.add(i, row)) again.push(i);
  // Runs that have ended in an arithmetic of no lane, with less than is asked for now.
  const rest = {
    ...options,
    asEnded: [],
    runs: again.map((i) => options.runs[i]!),
    hashes: again.map((i) => options.hashes[i]!),
  };
  if (again.length > 0) for await (const [i, row] of registered(rest)) plan.add(again[i]!, row);
  if (plan.ended.length > 0) await writes.run(() => store.reopenRuns(plan.ended), signal);
  return plan;
}

class Plan implements PlannedJobs {
  readonly jobs: Job[] = [];
  readonly reused: PlannedRun[] = [];
  readonly runs: PlannedRun[] = [];
  readonly damaged: DamagedRun[] = [];
  /** Jobs whose run has failed or was cancelled. */
  readonly ended: number[] = [];
  readonly #options: PlanOptions;
  readonly #seen = new Set<number>(); // cells may share a run

  constructor(options: PlanOptions) {
    this.#options = options;
  }

  /** @returns false if no lane computes what is left to do for the run */
  add(i: number, row: RegisteredRun): boolean {
    const { runs, engines, nameOf, isWanted = () => true } = this.#options;
    const { config } = runs[i]!;
    const { runId } = row;
    this.runs[i] = plannedRun(runId, runs[i]!, nameOf);
    if (this.#seen.has(runId)) return true;
    const isReused = actionFor(row, config) === 'reuse';
    const able = engines.enginesOf(config, hasBegun(row) ? row.arithmetic : undefined);
    if (!isReused && able.length === 0) return false;
    this.#seen.add(runId);
    const run = this.runs[i];
    if (isReused) this.reused.push(run);
    else if (isWanted(row)) {
      this.jobs.push({
        run,
        config,
        cost: costOf(config),
        deaths: 0,
        engines: able,
        iterations: row.iterations,
      });
      if (row.status === 'failed' || row.status === 'cancelled') this.ended.push(runId);
      if (row.damage !== undefined) this.damaged.push({ run, damage: row.damage });
    }
    return true;
  }
}

/** A run that has made an iteration keeps its arithmetic. */
const hasBegun = ({ iterations, status }: RegisteredRun): boolean =>
  iterations > 0 || status === 'done' || status === 'diverged';

function plannedRun(
  runId: number,
  { part, cell, config }: ExpandedRun,
  nameOf: PlanOptions['nameOf'],
): PlannedRun {
  const { seed, stop } = config;
  const perEpoch = severalPerEpoch(config);
  return {
    runId,
    name: nameOf({ part, cell, seed }),
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
  engines,
  nameOf,
  asEnded = [],
  observer,
  signal,
}: PlanOptions): AsyncGenerator<[index: number, row: RegisteredRun]> {
  const newRun = ({ config, part, cell }: ExpandedRun, i: number): NewRun => ({
    config,
    trajectoryHash: hashes[i]!,
    earlierHashes: earlierTrajectoryHashes(config),
    arithmetic: engines.computing(config, engines.enginesOf(config)[0]!).arithmetic,
    alternatives: engines.arithmeticsOf(config),
    asEnded,
    part,
    cell,
    name: nameOf({ part, cell, seed: config.seed }),
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
