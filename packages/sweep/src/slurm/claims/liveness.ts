/**
 * Whether the process that made a claim is gone. Only its own last word or Slurm's counts: a file that does not change may belong to
 * a task whose node is slow, and clocks of two nodes are never compared.
 */
import type { TaskId } from '../folder.ts';

/** `unknown`: Slurm does not answer, or has forgotten the task. It may be alive, and it may be gone. */
export type Life = 'alive' | 'gone' | 'unknown';

/** Asked for many at once, and rarely: the controller serves everyone. */
export interface Liveness {
  /**
   * @param tasks must have been read before, so that none can have begun since
   * @returns by the name of the task, what is known after the call began
   */
  of(tasks: readonly TaskId[]): Promise<ReadonlyMap<string, Life>>;
}
