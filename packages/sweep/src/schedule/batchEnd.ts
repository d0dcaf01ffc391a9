/** How a batch ended. */
import type { Job } from '../plan/job.ts';

export interface BatchEnd {
  /** Runs to be tried again because their lane died, in groups that are handed out together. */
  readonly again: readonly (readonly Job[])[];
  /** What the lane died of, if it died before it had begun a run. */
  readonly diedAtStart?: string | undefined;
}
