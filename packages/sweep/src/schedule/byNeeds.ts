/**
 * Runs that wait, by what they need of the machine. Those that need most go first, as long as there is enough left for them. What is
 * left after them is for the others, so that nothing is idle while a run waits that fits.
 */
import { kindOf } from '@ranksweep/kinds';
import type { RunNeeds } from '@ranksweep/run';
import type { Queue } from './queue.ts';
import { byNeeds } from './resources.ts';
import type { Job } from '../plan/job.ts';
import type { AskingLane } from './source.ts';

/** What a run needs; undefined if it says nothing. */
export const needsOf = ({ config }: Job): RunNeeds | undefined => kindOf(config).needs?.(config);

/** The same for runs of equal needs. */
const keyOf = (needs: RunNeeds | undefined): string => JSON.stringify(needs) ?? '';

const needAlike = (one: Job, other: Job): boolean => keyOf(needsOf(one)) === keyOf(needsOf(other));

/** Those that need the same as the first. */
export const needLikeFirst = (jobs: readonly Job[]): readonly Job[] =>
  jobs.filter((job) => needAlike(job, jobs[0]!));

export class QueueByNeeds implements Queue {
  readonly #make: (jobs: readonly Job[]) => Queue;
  /** Those of equal needs, of which the neediest come first. */
  #queues: { readonly key: string; readonly needs: RunNeeds | undefined; readonly queue: Queue }[] = [];

  /** @param make makes a queue of runs that need the same */
  constructor(jobs: readonly Job[], make: (jobs: readonly Job[]) => Queue) {
    this.#make = make;
    this.add(jobs);
  }

  get first(): Job | undefined {
    for (const { queue } of this.#queues) if (queue.first !== undefined) return queue.first;
    return undefined;
  }

  add(jobs: readonly Job[]): void {
    for (const [key, own] of Map.groupBy(jobs, (job) => keyOf(needsOf(job)))) {
      const found = this.#queues.find((one) => one.key === key);
      if (found !== undefined) found.queue.add(own);
      else this.#queues.push({ key, needs: needsOf(own[0]!), queue: this.#make(own) });
    }
    this.#queues = this.#queues.toSorted((a, b) => byNeeds(a.needs, b.needs));
  }

  take(mostRuns: number, lane: AskingLane): Job[] {
    for (const { queue } of this.#fitting(lane)) {
      const taken = queue.take(mostRuns, lane);
      if (taken.length > 0) return taken;
    }
    return [];
  }

  spare(lane: AskingLane): Job[] {
    for (const { queue } of this.#fitting(lane)) {
      const taken = queue.spare(lane);
      if (taken.length > 0) return taken;
    }
    return [];
  }

  clear(): Job[] {
    return this.#queues.flatMap(({ queue }) => queue.clear());
  }

  #fitting(lane: AskingLane): { readonly queue: Queue }[] {
    return this.#queues.filter(({ queue: { first } }) => first !== undefined && lane.fits(first));
  }
}
