/**
 * Whether the process that made a claim is gone. Only its own last word or Slurm's counts: a file that does not change may belong to
 * a task whose node is slow, and clocks of two nodes are never compared.
 */
import type { TaskId } from '../folder.ts';

/** Asked for many at once, and rarely: the controller serves everyone. */
export interface Liveness {
  /**
   * Those of the tasks that are gone for certain, by what is known after the call began.
   * @param tasks must have been read before, so that none can have begun since
   */
  gone(tasks: readonly TaskId[]): Promise<readonly TaskId[]>;
}
