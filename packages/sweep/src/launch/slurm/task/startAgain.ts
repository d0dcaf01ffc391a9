/** Has Slurm start a task again that was told to end before its sweep was. */
import { requeueJob, submitScript } from '../commands/control.ts';
import { knownJobs } from '../commands/jobs.ts';
import { SlurmError } from '../commands/slurmCommand.ts';
import type { SlurmFolder, TaskId } from '../folder.ts';
import { writeJobFile } from '../submit/jobFile.ts';
import type { TaskSettings } from '../sweepFile.ts';

/**
 * A task that still runs in Slurm's eyes is at its time limit, or makes room for another job: it would have ended for good. Slurm
 * starts again by itself what it has ended itself, and wants no more of what was cancelled. It ends this process soon after it has
 * taken it into the queue again.
 * @returns what was done, for the task's log
 */
export async function startAgain(
  folder: SlurmFolder,
  { job, index }: Pick<TaskId, 'job' | 'index'>,
  again: TaskSettings['again'],
): Promise<string> {
  if (again === 'never') return 'it is not started again, as was asked';
  const own = (await knownJobs([job])).find((task) => task.job === job && (task.index ?? 0) === index);
  if (own?.state !== 'RUNNING')
    return `Slurm decides whether it is started again (${own?.state ?? 'unknown'})`;
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
