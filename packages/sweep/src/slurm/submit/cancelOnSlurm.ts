/** Takes sweeps back from Slurm. */
import { writeFileSync } from 'node:fs';
import { cancelJobs } from '../commands/control.ts';
import type { SlurmFolder } from '../folder.ts';
import { submittedJobs } from './jobFile.ts';

/**
 * Ends all tasks of sweeps: those that run save and publish what they have. They stay cancelled though Slurm does not answer, since
 * tasks look for the file `stop`.
 * @returns what Slurm was told, as the beginning of a sentence; undefined where it has no job of them
 * @throws SlurmError if Slurm does not answer or refuses
 */
export async function cancelOnSlurm(folders: readonly SlurmFolder[]): Promise<string | undefined> {
  for (const { stopFile } of folders) writeFileSync(stopFile, '');
  const jobs = folders.flatMap(submittedJobs);
  if (jobs.length === 0) return undefined;
  await cancelJobs(jobs.map((job) => ({ job, index: undefined })));
  return `Slurm was told to cancel ${jobs.length === 1 ? 'job' : 'jobs'} ${jobs.join(', ')}`;
}
