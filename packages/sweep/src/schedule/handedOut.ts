/** Runs that lanes have, which of them have begun, and how far they are. */
import { NO_ITERATION_LIMIT } from '@ranksweep/core';
import type { EngineName } from '@ranksweep/engine';
import { advancesTogether } from '../launch/devices/chooseLanes.ts';
import type { BatchAtWork, Lane } from '../launch/launcher.ts';
import type { PlannedRun, RunOutcome } from '../observer.ts';
import type { Pace } from './pace.ts';
import type { Job } from '../plan/job.ts';

/** How long a lane may be at one of its runs in turn before others are given those that it has not begun. */
const SOON_MS = 200;

interface Entry {
  readonly job: Job;
  readonly lane: Lane;
  /** In milliseconds of the clock; undefined if it has not begun. */
  begunAt: number | undefined;
  /** The lane that it was asked back for. */
  recalledFor?: Lane;
  /** Iterations of the run. */
  iterations: number;
}

export class HandedOut {
  readonly #entries = new Map<number, Entry>();
  readonly #batches = new Map<Lane, BatchAtWork>();

  get size(): number {
    return this.#entries.size;
  }

  /** Whether a lane has any of them. */
  isAt(lane: Lane): boolean {
    for (const entry of this.#entries.values()) if (entry.lane === lane) return true;
    return false;
  }

  get runIds(): Iterable<number> {
    return this.#entries.keys();
  }

  add(job: Job, lane: Lane): void {
    const { iterations = 0 } = job;
    this.#entries.set(job.run.runId, { job, lane, begunAt: undefined, iterations });
  }

  delete({ run }: Job): void {
    this.#entries.delete(run.runId);
  }

  atWork(lane: Lane, batch: BatchAtWork): void {
    this.#batches.set(lane, batch);
  }

  through(lane: Lane): void {
    this.#batches.delete(lane);
  }

  begun({ runId }: PlannedRun): void {
    const entry = this.#entries.get(runId);
    if (entry !== undefined) entry.begunAt = performance.now();
  }

  advanced({ runId }: PlannedRun, iteration: number, pace: Pace): void {
    const entry = this.#entries.get(runId);
    if (entry === undefined) return;
    pace.advanced(entry.lane.engine, (iteration - entry.iterations) * costOfIteration(entry.job));
    entry.iterations = iteration;
  }

  ended(run: PlannedRun, outcome: RunOutcome, pace: Pace): void {
    const entry = this.#entries.get(run.runId);
    if (entry === undefined) return;
    this.#entries.delete(run.runId);
    if (outcome.status !== 'done' && outcome.status !== 'diverged') return;
    const { job, lane, iterations } = entry;
    const work = (from: number): number =>
      // Nobody knows how much of such a run an iteration is.
      job.run.maxIterations === NO_ITERATION_LIMIT
        ? job.cost
        : (outcome.iterations - from) * costOfIteration(job);
    pace.advanced(lane.engine, work(iterations));
    pace.ran(lane.engine, job, work(job.iterations ?? 0), outcome.wallMs);
  }

  /** Whether another lane has runs that it has not begun. */
  hasSpare(lane: Lane): boolean {
    for (const entry of this.#entries.values())
      if (entry.lane !== lane && entry.begunAt === undefined) return true;
    return false;
  }

  /** Batches of lanes that compute runs in turn are soon over, unless a run of them takes longer than those before it. */
  #isLong(lane: Lane): boolean {
    if (advancesTogether(lane.device)) return true;
    const before = performance.now() - SOON_MS;
    for (const entry of this.#entries.values())
      if (entry.lane === lane && entry.begunAt !== undefined && entry.begunAt <= before) return true;
    return false;
  }

  /** Work that lanes of an engine still have, up to the iteration limits. */
  workLeft(engine: EngineName): number {
    let work = 0;
    for (const { job, lane, iterations } of this.#entries.values()) {
      if (lane.engine !== engine) continue;
      work += Math.max(0, job.cost - iterations * costOfIteration(job));
    }
    return work;
  }

  /**
   * Asks the lane that advances the most runs beside this one to leave some of those that it has not begun.
   * @param share how many of the runs that the lane may have, at least one
   */
  recall(lane: Lane, may: (job: Job) => boolean, share: number): void {
    const spare = [...this.#entries.values()].filter(
      (entry) => entry.lane !== lane && entry.begunAt === undefined && this.#isLong(entry.lane),
    );
    if (spare.some(({ recalledFor }) => recalledFor === lane)) return; // They are on their way.
    const free = spare.filter(({ recalledFor }) => recalledFor === undefined);
    const byLane = [...Map.groupBy(free, (entry) => entry.lane).values()];
    const most = byLane.toSorted((a, b) => b.length - a.length)[0] ?? [];
    for (const entry of most.slice(-Math.max(1, Math.ceil(share * most.length)))) {
      const batch = this.#batches.get(entry.lane);
      if (batch === undefined || !may(entry.job)) continue;
      entry.recalledFor = lane;
      batch.recall(entry.job.run.runId);
    }
  }
}

const costOfIteration = ({ cost, run }: Job): number => cost / Math.max(1, run.maxIterations);
