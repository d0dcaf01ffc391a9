/**
 * The source of a sweep that is computed as defined: every run once, in batches. Short runs travel together, since each batch
 * costs a message and a commit. Long runs travel alone.
 */
import { AlikeSource } from './alike.ts';
import type { Job, RunSource, SourceOptions, Turn } from './source.ts';

/** About 20 ms of a lane's time. */
const MOST_COST = 1e8;
/**
 * How many batches of the current size each lane could still get. Batches shrink with the remaining work, so that lanes end
 * together.
 */
const BATCHES_AHEAD = 2;

export const gridSource = ({ jobs, lanes, likenessOf }: SourceOptions): RunSource =>
  likenessOf === undefined ? new GridSource({ jobs, lanes }) : new AlikeSource({ jobs, lanes, likenessOf });

export class GridSource implements RunSource {
  /** Jobs, the longest first. */
  readonly #jobs: readonly Job[];
  readonly #lanes: number;
  #next = 0;
  #costLeft: number;

  constructor({ jobs, lanes }: Pick<SourceOptions, 'jobs' | 'lanes'>) {
    this.#jobs = jobs.toSorted((a, b) => b.cost - a.cost);
    this.#lanes = lanes;
    this.#costLeft = jobs.reduce((sum, { cost }) => sum + cost, 0);
  }

  next(mostRuns: number): Turn {
    const mostCost = Math.min(MOST_COST, this.#costLeft / (BATCHES_AHEAD * this.#lanes));
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
    return batch.length > 0 ? batch : 'end';
  }

  tell(): 'go on' {
    return 'go on';
  }
}
