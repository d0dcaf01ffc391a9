/** Has Slurm start a task again that was told to end before its sweep was. */
import { requeueJob, submitScript } from '../commands/control.ts';
import { SlurmError } from '../commands/slurmCommand.ts';
import type { SlurmFolder, TaskId } from '../folder.ts';
import { writeJobFile } from '../submit/jobFile.ts';
import type { TaskSettings } from '../sweepFile.ts';

/**
 * Slurm ends this process soon after it has taken it into the queue again.
 * @returns what was done, for the task's log
 */
export async function startAgain(
  folder: SlurmFolder,
  { job, index }: Pick<TaskId, 'job' | 'index'>,
  again: TaskSettings['again'],
): Promise<string> {
  if (again === 'never') return 'it is not started again, as was asked';
  if (again === 'requeue') {
    try {
      await requeueJob({ job, index });
      return 'Slurm has it in the queue again';
    } catch (error) {
      if (!(error instanceof SlurmError) || error.trouble !== 'refused') throw error;
    }
  }
  const array = String(index);
  const submitted = await submitScript(folder.batchScript, [`--array=${array}`]);
  writeJobFile(folder, { job: submitted, array, submittedAt: new Date().toISOString() });
  return `submitted again as job ${submitted}`;
}
