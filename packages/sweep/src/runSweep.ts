/**
 * Runs a sweep: registers its runs, gives those that are missing to lanes, and writes what comes back. Lanes compute,
 * this thread alone writes; nothing that a lane or its number does reaches the numbers.
 */
import { canonicalJson, describeMetric, InputError, sha256, trajectoryHash } from '@ranksweep/core';
import { createEngine, type EngineName } from '@ranksweep/engine';
import type { Store } from '@ranksweep/store';
import { CostEstimator } from './cost.ts';
import type { ExpandedRun, ExpandedSweep } from './definition/expand.ts';
import { executeRun, type RunJob } from './executeRun.ts';
import { LanePool } from './lanePool.ts';
import type { PlannedRun, RunOutcome, SweepObserver } from './observer.ts';
import { actionFor } from './planRuns.ts';
import { provenance } from './provenance.ts';
import { metricsOfConfigs } from './sweepMetrics.ts';

export interface SweepOptions {
  readonly engine: EngineName;
  /** Runs at a time. */
  readonly lanes: number;
  /** Whether final parameters of finished runs are kept; without them a longer run starts anew. */
  readonly keepState: boolean;
  /** Stops every run where it is; the sweep can be taken up again by asking for it again. */
  readonly signal?: AbortSignal;
  readonly observer?: SweepObserver;
}

export interface SweepResult {
  readonly sweepId: number;
  readonly reused: number;
  readonly outcomes: Readonly<Record<RunOutcome['status'], number>>;
  readonly wallMs: number;
}

interface Job extends RunJob {
  readonly cost: number;
}

/**
 * @throws InputError, before anything is written, when a configuration is not consistent in itself
 */
export async function runSweep(
  store: Store,
  sweep: ExpandedSweep,
  options: SweepOptions,
): Promise<SweepResult> {
  const startedAt = performance.now();
  const { engine, lanes, observer = {} } = options;
  const metrics = checkSweep(sweep);
  const sweepId = store.upsertSweep({
    name: sweep.name,
    definition: sweep.name,
    preset: sweep.preset,
    spec: sweep.spec,
    specHash: sha256(canonicalJson(sweep.spec)),
  });
  const { jobs, reused } = planJobs(store, sweepId, sweep, createEngine(engine).arithmetic);
  store.describeMetrics(metrics.map(describeMetric));
  observer.planned?.({ sweepId, reused, toRun: jobs.map(({ run }) => run), lanes });

  const outcomes = { done: 0, diverged: 0, failed: 0, interrupted: 0, 'held-elsewhere': 0 };
  if (jobs.length > 0) {
    const pool = new LanePool(Math.min(lanes, jobs.length));
    const interrupt = (): void => pool.interrupt();
    options.signal?.addEventListener('abort', interrupt);
    if (options.signal?.aborted) interrupt();
    try {
      const context = {
        store,
        pool,
        engine,
        keepState: options.keepState,
        observer,
        ...(await provenance()),
      };
      const settled = await Promise.allSettled(
        jobs.map(async (job) => {
          try {
            outcomes[(await executeRun(context, job)).status]++;
          } catch (error) {
            pool.interrupt(); // the store fails: the other runs save what they have, if they can
            throw error;
          }
        }),
      );
      const failure = settled.find((result) => result.status === 'rejected');
      if (failure) throw failure.reason;
    } finally {
      options.signal?.removeEventListener('abort', interrupt);
      await pool.close();
    }
  }
  store.finishSweep(sweepId, statusOf(outcomes));
  return { sweepId, reused: reused.length, outcomes, wallMs: performance.now() - startedAt };
}

/**
 * Everything that can be told of a sweep's configurations before one is run.
 * @returns names of the metrics that it records
 * @throws InputError when a configuration is not consistent in itself
 */
export function checkSweep(sweep: ExpandedSweep): string[] {
  rejectDifferingTwins(sweep.runs);
  return metricsOfConfigs(sweep.runs.map(({ config }) => config));
}

/** Cells that differ in `stop` or `record` alone are one run, which can end and record in one way only. */
function rejectDifferingTwins(runs: readonly ExpandedRun[]): void {
  const known = new Map<string, ExpandedRun>();
  for (const run of runs) {
    const hash = trajectoryHash(run.config);
    const twin = known.get(hash) ?? run;
    known.set(hash, twin);
    const [one, other] = [twin, run].map(({ config: { stop, record } }) => canonicalJson({ stop, record }));
    if (one === other) continue;
    throw new InputError(
      `${twin.part} and ${run.part}, seed ${run.config.seed}: expected cells of one trajectory to have the same stop and ` +
        `record, found ${one} and ${other}; ask for the longest and for all metrics in each of them`,
    );
  }
}

function statusOf(outcomes: SweepResult['outcomes']): 'done' | 'failed' | 'interrupted' {
  if (outcomes.interrupted + outcomes['held-elsewhere'] > 0) return 'interrupted';
  return outcomes.failed > 0 ? 'failed' : 'done';
}

/** Registers the sweep's runs and tells those that are still to be run from those that are there; the longest first. */
function planJobs(
  store: Store,
  sweepId: number,
  sweep: ExpandedSweep,
  arithmetic: string,
): { jobs: Job[]; reused: PlannedRun[] } {
  store.releaseDeadRuns();
  const cellNumbers = numberCells(sweep.runs);
  const registered = store.registerRuns(
    sweepId,
    sweep.runs.map((run, i) => ({
      config: run.config,
      trajectoryHash: trajectoryHash(run.config),
      arithmetic,
      part: run.part,
      cell: cellNumbers[i]!,
    })),
  );
  const costs = new CostEstimator();
  const jobs: Job[] = [];
  const reused: PlannedRun[] = [];
  const planned = new Set<number>(); // cells may share a run
  registered.forEach((row, i) => {
    const { part, cell, config } = sweep.runs[i]!;
    const run = { runId: row.runId, part, cell, seed: config.seed, maxIterations: config.stop.maxIterations };
    if (planned.has(row.runId)) return;
    planned.add(row.runId);
    if (actionFor(row, config) === 'reuse') reused.push(run);
    else jobs.push({ run, config, cost: costs.of(config) });
  });
  return { jobs: jobs.sort((a, b) => b.cost - a.cost), reused };
}

/** Number of every run's cell within its part, from 0 in order of appearance. */
function numberCells(runs: readonly ExpandedRun[]): number[] {
  const cellsOf = new Map<string, string[]>();
  return runs.map(({ part, cell }) => {
    const cells = cellsOf.get(part) ?? [];
    cellsOf.set(part, cells);
    const name = JSON.stringify(cell);
    if (!cells.includes(name)) cells.push(name);
    return cells.indexOf(name);
  });
}
