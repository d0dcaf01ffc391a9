/** Runs that lanes have, which of them have begun, and how far they are. */
import type { EngineName } from '@ranksweep/engine';
import { advancesTogether } from '../launch/devices/chooseLanes.ts';
import type { BatchAtWork, Lane } from '../launch/launcher.ts';
import type { PlannedRun, RunOutcome } from '../observer.ts';
import type { Pace } from './pace.ts';
import type { Job } from './source.ts';

interface Entry {
  readonly job: Job;
  readonly lane: Lane;
  hasBegun: boolean;
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
    this.#entries.set(job.run.runId, { job, lane, hasBegun: false, iterations });
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
    if (entry !== undefined) entry.hasBegun = true;
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
    const cost = costOfIteration(job);
    pace.advanced(lane.engine, (outcome.iterations - iterations) * cost);
    pace.ran(lane.engine, job, (outcome.iterations - (job.iterations ?? 0)) * cost, outcome.wallMs);
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
      (entry) => entry.lane !== lane && !entry.hasBegun && advancesTogether(entry.lane.device),
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
