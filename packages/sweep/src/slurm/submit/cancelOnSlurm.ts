/** Takes a sweep back from Slurm. */
import { writeFileSync } from 'node:fs';
import { cancelJobs } from '../commands/control.ts';
import type { SlurmFolder } from '../folder.ts';
import { submittedJobs } from './jobFile.ts';

/**
 * Ends all tasks of a sweep: those that run save and publish what they have. It stays cancelled though Slurm does not answer, since
 * tasks look for the file `stop`.
 * @returns the jobs that Slurm was told to cancel
 * @throws SlurmError if Slurm does not answer or refuses
 */
export async function cancelOnSlurm(folder: SlurmFolder): Promise<readonly number[]> {
  writeFileSync(folder.stopFile, '');
  const jobs = submittedJobs(folder);
  await cancelJobs(jobs.map((job) => ({ job, index: undefined })));
  return jobs;
}
