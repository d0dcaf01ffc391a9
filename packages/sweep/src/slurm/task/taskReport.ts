/** Keeps the file in which a task tells of itself. */
import { currentProcess } from '@ranksweep/machine';
import { writeState } from './stateFile.ts';
import type { TaskState } from '../sweepFile.ts';

type Progress = Pick<TaskState, 'lanes' | 'unitsClaimed' | 'unitsDone' | 'runsEnded' | 'runsLeft'>;

export class TaskReport {
  readonly #path: string;
  #state: TaskState;

  constructor(path: string, node: string) {
    this.#path = path;
    this.#state = {
      node,
      process: currentProcess(),
      counter: 0,
      startedAt: new Date().toISOString(),
      lanes: 0,
      unitsClaimed: 0,
      unitsDone: 0,
      runsEnded: 0,
      runsLeft: 0,
    };
  }

  /** @throws Error of the file system; what others see is what it said before */
  async renew(progress: Partial<Progress> = {}): Promise<void> {
    this.#state = { ...this.#state, ...progress, counter: this.#state.counter + 1 };
    await writeState(this.#path, this.#state);
  }

  /** The last word. @throws Error of the file system; it is then for Slurm to say that this task is gone */
  async end(ended: NonNullable<TaskState['ended']>): Promise<void> {
    this.#state = { ...this.#state, ended };
    await this.renew();
  }
}
