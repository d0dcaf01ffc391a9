/**
 * Runs for lanes that advance runs together, in batches of similar runs. Batches are large, because a run that ends is replaced
 * from its batch. They have equal sizes, so that lanes end together.
 */
import { likenessOf } from '@ranksweep/kinds';
import type { Queue } from './queue.ts';
import type { Job } from '../plan/job.ts';
import type { AskingLane } from './source.ts';

export class AlikeQueue implements Queue {
  /** Groups of similar runs, the longest first. */
  readonly #groups: Job[][];
  /** The size of batches of the first group; undefined until a batch is asked for. */
  #size: number | undefined;

  constructor(jobs: readonly Job[]) {
    const ordered = jobs.toSorted((a, b) => b.cost - a.cost);
    this.#groups = [...Map.groupBy(ordered, ({ config }) => likenessOf(config)).values()];
  }

  get first(): Job | undefined {
    return this.#groups[0]?.[0];
  }

  add(jobs: readonly Job[]): void {
    for (const job of jobs) {
      const likeness = likenessOf(job.config);
      const group = this.#groups.find(([first]) => likenessOf(first!.config) === likeness);
      if (group === undefined) {
        this.#groups.push([job]);
        continue;
      }
      const at = group.findIndex(({ cost }) => cost < job.cost);
      group.splice(at < 0 ? group.length : at, 0, job);
    }
    this.#size = undefined;
  }

  take(mostRuns: number, { lanesOfEngine: lanes }: AskingLane): Job[] {
    const group = this.#groups[0];
    if (group === undefined) return [];
    this.#size ??= Math.ceil(group.length / (lanes * Math.ceil(group.length / (lanes * mostRuns))));
    const batch = group.splice(0, this.#size);
    if (group.length === 0) this.#drop(0);
    return batch;
  }

  /** One of the shortest runs. */
  spare(lane: AskingLane): Job[] {
    const at = this.#groups.findLastIndex(([job]) => job!.engines.includes(lane.engine));
    const job = this.#groups[at]?.at(-1);
    if (job === undefined || !lane.helpsWith(job)) return [];
    this.#groups[at]!.pop();
    if (this.#groups[at]!.length === 0) this.#drop(at);
    return [job];
  }

  clear(): Job[] {
    return this.#groups.splice(0).flat();
  }

  #drop(at: number): void {
    this.#groups.splice(at, 1);
    if (at === 0) this.#size = undefined;
  }
}
