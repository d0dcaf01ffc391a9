/**
 * Runs for lanes that compute them one after another. Short runs travel together, since each batch costs a message and a commit.
 * Long runs travel alone.
 */
import { likenessOf } from '@ranksweep/kinds';
import type { Queue } from './queue.ts';
import type { Job } from '../plan/job.ts';
import type { AskingLane } from './source.ts';

/**
 * How many batches of the current size each lane could still get. Batches shrink with the remaining work, so that lanes end
 * together, down to what is worth handing out.
 */
const BATCHES_AHEAD = 2;

export class InTurnQueue implements Queue {
  /** The longest first. */
  readonly #jobs: Job[];
  #next = 0;
  #costLeft: number;

  constructor(jobs: readonly Job[]) {
    this.#jobs = jobs.toSorted((a, b) => b.cost - a.cost);
    this.#costLeft = jobs.reduce((sum, { cost }) => sum + cost, 0);
  }

  get first(): Job | undefined {
    return this.#jobs[this.#next];
  }

  add(jobs: readonly Job[]): void {
    for (const job of jobs) {
      let [from, to] = [this.#next, this.#jobs.length];
      while (from < to) {
        const middle = (from + to) >> 1;
        if (this.#jobs[middle]!.cost >= job.cost) from = middle + 1;
        else to = middle;
      }
      this.#jobs.splice(from, 0, job);
      this.#costLeft += job.cost;
    }
  }

  take(mostRuns: number, lane: AskingLane): Job[] {
    const { first } = this;
    if (first === undefined) return [];
    const { least, most } = lane.batchWork(first);
    const share = this.#costLeft / (BATCHES_AHEAD * lane.lanesOfEngine);
    const mostCost = Math.min(most, Math.max(least, share));
    const batch: Job[] = [];
    let cost = 0;
    while (this.#next < this.#jobs.length && batch.length < mostRuns) {
      const job = this.#jobs[this.#next]!;
      if (batch.length > 0 && cost + job.cost > mostCost) break;
      batch.push(job);
      cost += job.cost;
      this.#next++;
    }
    this.#costLeft -= cost;
    return batch;
  }

  /** Half of the runs that are like the shortest that the lane may take. */
  spare(lane: AskingLane): Job[] {
    const mayTake = ({ engines }: Job): boolean => engines.includes(lane.engine);
    const last = this.#jobs.slice(this.#next).findLast(mayTake);
    if (last === undefined || !lane.helpsWith(last)) return [];
    const likeness = likenessOf(last.config);
    const alike = this.#jobs
      .slice(this.#next)
      .filter((job) => mayTake(job) && likenessOf(job.config) === likeness);
    const taken = new Set(alike.slice(Math.floor(alike.length / 2)));
    this.#jobs.splice(this.#next, Infinity, ...this.#jobs.slice(this.#next).filter((job) => !taken.has(job)));
    for (const { cost } of taken) this.#costLeft -= cost;
    return [...taken];
  }

  clear(): Job[] {
    return this.#jobs.splice(this.#next);
  }
}
