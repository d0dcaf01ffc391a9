/** How many tasks of a sweep wait and run. */
import { readdir } from 'node:fs/promises';
import { knownJobs } from '../commands/jobs.ts';
import { SlurmError } from '../commands/slurmCommand.ts';
import { hasEnded, type SlurmJob } from '../commands/slurmJob.ts';
import { parseTaskName, type SlurmFolder } from '../folder.ts';
import { submittedJobs } from '../submit/jobFile.ts';

export interface TaskCounts {
  readonly running: number;
  readonly waiting: number;
}

/** @returns undefined if Slurm does not answer: nothing is known then */
export async function countTasks(
  folder: SlurmFolder,
  ask: (jobs: readonly number[]) => Promise<readonly SlurmJob[]> = knownJobs,
): Promise<TaskCounts | undefined> {
  let found: readonly SlurmJob[];
  try {
    found = await ask(await jobsOf(folder));
  } catch (error) {
    if (error instanceof SlurmError) return undefined;
    throw error;
  }
  const alive = found.filter((job) => !hasEnded(job));
  const waiting = alive.filter(({ node, state }) => node === undefined || state === 'PENDING').length;
  return { running: alive.length - waiting, waiting };
}

/** Also those that tasks have submitted in their place. */
async function jobsOf(folder: SlurmFolder): Promise<number[]> {
  const ofTasks = (await readdir(folder.tasks)).flatMap((name) => {
    const task = parseTaskName(name.replace(/\.json$/, ''));
    return task === undefined ? [] : [task.job];
  });
  return [...new Set([...submittedJobs(folder), ...ofTasks])];
}
