/**
 * The source of a sweep that is computed as defined: every run once. Each engine has a queue of the runs that are meant for it. A
 * lane whose queue is empty takes runs from others, where the sweep then ends earlier.
 */
import type { EngineName } from '@ranksweep/engine';
import { AlikeQueue } from './alike.ts';
import { QueueByNeeds } from './byNeeds.ts';
import { InTurnQueue } from './inTurn.ts';
import type { Queue } from './queue.ts';
import type { Job } from '../plan/job.ts';
import type { AskingLane, Coming, RunSource, SourceOptions, Turn } from './source.ts';

export class GridSource implements RunSource {
  readonly #queues = new Map<EngineName, Queue>();
  readonly #isTogether: SourceOptions['isTogether'];

  constructor({ jobs, isTogether }: Pick<SourceOptions, 'jobs' | 'isTogether'>) {
    this.#isTogether = isTogether;
    this.add(jobs);
  }

  /** More runs, which are handed out in their place. */
  add(jobs: readonly Job[]): void {
    this.#add(jobs, ({ engines }) => engines[0]);
  }

  next(mostRuns: number, lane: AskingLane): Exclude<Turn, Coming> {
    this.#moveFromLost(lane);
    const own = this.#queues.get(lane.engine)?.take(mostRuns, lane) ?? [];
    if (own.length > 0) return own;
    for (const queue of this.#queues.values()) {
      const spare = queue.spare(lane);
      if (spare.length > 0) return spare;
    }
    return [...this.#queues.values()].some(({ first }) => first !== undefined) ? 'wait' : 'end';
  }

  tell(): 'go on' {
    return 'go on';
  }

  /** Runs of an engine that has lost its lanes are meant for another one now, if any can compute them. */
  #moveFromLost(lane: AskingLane): void {
    for (const [engine, queue] of this.#queues) {
      if (queue.first === undefined || lane.hasLanes(engine)) continue;
      this.#queues.delete(engine);
      this.#add(queue.clear(), (job) => lane.engineFor(job));
    }
  }

  #add(jobs: readonly Job[], engineOf: (job: Job) => EngineName | undefined): void {
    for (const [engine, own] of Map.groupBy(jobs, engineOf)) {
      if (engine === undefined) continue;
      const queue = this.#queues.get(engine);
      if (queue === undefined) {
        const isTogether = this.#isTogether(engine);
        const make = (some: readonly Job[]): Queue =>
          isTogether ? new AlikeQueue(some) : new InTurnQueue(some);
        this.#queues.set(engine, new QueueByNeeds(own, make));
      } else queue.add(own);
    }
  }
}
