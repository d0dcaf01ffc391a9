/** Runs that wait and are meant for one engine. */
import type { AskingLane, Job } from './source.ts';

export interface Queue {
  /** The run that is taken next. */
  readonly first: Job | undefined;
  add(jobs: readonly Job[]): void;
  /** @param lanes how many lanes the engine has */
  take(mostRuns: number, lanes: number): Job[];
  /** Removes runs for a lane of another engine, if it helps. */
  spare(lane: AskingLane): Job[];
  /** Removes all runs. */
  clear(): Job[];
}
