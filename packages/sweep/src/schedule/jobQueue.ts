/**
 * Hands out runs in batches: short ones travel together, since each batch costs a message and a commit, and a long one
 * travels alone.
 */
import type { RunConfig } from '@ranksweep/core';
import type { PlannedRun } from '../observer.ts';

export interface Job {
  readonly run: PlannedRun;
  readonly config: RunConfig;
  /** See `costOf`. */
  readonly cost: number;
  /** Lanes that died under it. */
  readonly deaths: number;
}

/** About 20 ms of a lane. */
const MOST_COST = 1e8;
const MOST_RUNS = 64;
/** Batches that each lane still gets, should they stay as large: they shrink with what is left, so that lanes end together. */
const BATCHES_AHEAD = 2;

export class JobQueue {
  /** The longest first. */
  readonly #jobs: readonly Job[];
  readonly #lanes: number;
  /** To be tried again, each by itself. */
  readonly #again: Job[] = [];
  /** Other processes have these. */
  #held: Job[] = [];
  #next = 0;
  #costLeft: number;

  constructor(jobs: readonly Job[], lanes: number) {
    this.#jobs = jobs.toSorted((a, b) => b.cost - a.cost);
    this.#lanes = lanes;
    this.#costLeft = jobs.reduce((sum, { cost }) => sum + cost, 0);
  }

  /** The next batch; empty when nothing is left. */
  take(): Job[] {
    const again = this.#again.pop();
    if (again !== undefined) return [again];
    const most = Math.min(MOST_COST, this.#costLeft / (BATCHES_AHEAD * this.#lanes));
    const batch: Job[] = [];
    let cost = 0;
    while (this.#next < this.#jobs.length && batch.length < MOST_RUNS) {
      const job = this.#jobs[this.#next]!;
      if (batch.length > 0 && cost + job.cost > most) break;
      batch.push(job);
      cost += job.cost;
      this.#next++;
    }
    this.#costLeft -= cost;
    return batch;
  }

  /** Takes back runs whose lane died, to hand them out alone: then each can only cost itself. */
  giveBack(jobs: readonly Job[]): void {
    this.#again.push(...jobs);
  }

  /** Lays a run aside that another process has. */
  layAside(job: Job): void {
    this.#held.push(job);
  }

  get laidAside(): readonly Job[] {
    return this.#held;
  }

  /** Hands out again what was laid aside, but for runs that others still have. */
  takeUp(held: ReadonlySet<number>): void {
    const isHeld = ({ run }: Job): boolean => held.has(run.runId);
    for (const job of this.#held) if (!isHeld(job)) this.#again.push(job);
    this.#held = this.#held.filter(isHeld);
  }
}
