/** Has Slurm start a task again that was told to end before its sweep was. */
import { setTimeout as sleep } from 'node:timers/promises';
import { requeueJob, submitScript } from '../commands/control.ts';
import { knownJobs } from '../commands/jobs.ts';
import { SlurmError, type SlurmTrouble } from '../commands/slurmCommand.ts';
import type { SlurmFolder, TaskId } from '../folder.ts';
import { writeJobFile } from '../submit/jobFile.ts';
import type { TaskSettings } from '../sweepFile.ts';

type Task = Pick<TaskId, 'job' | 'index'>;

/** Slurm's commands have tried for a while themselves. */
const TRY_AGAIN_MS = 2000;

/**
 * A task that still runs in Slurm's eyes is at its time limit, or makes room for another job: it would have ended for good. Slurm
 * starts again by itself what it has ended itself, and wants no more of what was cancelled. It ends this process soon after it has
 * taken it into the queue again. Where it does not answer, it is asked until it ends this process.
 * @param note told of trouble
 * @returns what was done, for the task's log
 */
export async function startAgain(
  folder: SlurmFolder,
  task: Task,
  again: TaskSettings['again'],
  note: (text: string) => void = () => {},
): Promise<string> {
  if (again === 'never') return 'it is not started again, as was asked';
  for (;;) {
    try {
      return await startOnceAgain(folder, task, again);
    } catch (error) {
      if (!isTrouble(error, 'no answer')) throw error;
      note(`tries again: ${error.message}`);
      await sleep(TRY_AGAIN_MS);
    }
  }
}

async function startOnceAgain(folder: SlurmFolder, task: Task, again: 'requeue' | 'submit'): Promise<string> {
  let state = await stateOf(task);
  if (state === 'RUNNING' && again === 'requeue') {
    try {
      await requeueJob(task);
      return 'Slurm has it in the queue again';
    } catch (error) {
      if (!isTrouble(error, 'refused')) throw error;
      state = await stateOf(task); // It may have been cancelled since.
    }
  }
  if (state !== 'RUNNING') return `Slurm decides whether it is started again (${state ?? 'unknown'})`;
  const array = String(task.index);
  const submitted = await submitScript(folder.batchScript, [`--array=${array}`]);
  writeJobFile(folder, { job: submitted, array, submittedAt: new Date().toISOString() });
  return `submitted again as job ${submitted}`;
}

async function stateOf({ job, index }: Task): Promise<string | undefined> {
  const known = await knownJobs([job]);
  return known.find((task) => task.job === job && (task.index ?? 0) === index)?.state;
}

const isTrouble = (error: unknown, trouble: SlurmTrouble): error is SlurmError =>
  error instanceof SlurmError && error.trouble === trouble;
