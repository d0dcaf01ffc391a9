/** Runs that wait and are meant for one engine. */
import type { Job } from '../plan/job.ts';
import type { AskingLane } from './source.ts';

export interface Queue {
  /** The run that is taken next. */
  readonly first: Job | undefined;
  add(jobs: readonly Job[]): void;
  /** Removes runs for a lane of the engine. */
  take(mostRuns: number, lane: AskingLane): Job[];
  /** Removes runs for a lane of another engine, if it helps. */
  spare(lane: AskingLane): Job[];
  /** Removes all runs. */
  clear(): Job[];
}
