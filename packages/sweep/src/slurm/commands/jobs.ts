/** What Slurm knows of jobs, from the queue where they are in it, and else from accounting. */
import { accountedJobs } from './accounting.ts';
import { queuedJobs } from './queue.ts';
import type { SlurmJob } from './slurmJob.ts';

/**
 * One for each task of an array, in the order of their numbers. A task that is not among them ended long ago, on a cluster without
 * accounting.
 * @param signal ends the wait for an answer
 * @throws SlurmError if Slurm does not answer: nothing is known of any job then
 */
export async function knownJobs(jobs: readonly number[], signal?: AbortSignal): Promise<SlurmJob[]> {
  const queued = await queuedJobs(jobs, signal);
  const inQueue = new Set(queued.map(({ job }) => job));
  // The controller forgets all tasks of an array together.
  const accounted =
    (await accountedJobs(
      jobs.filter((job) => !inQueue.has(job)),
      signal,
    )) ?? [];
  return [...queued, ...accounted].toSorted((a, b) => a.job - b.job || (a.index ?? 0) - (b.index ?? 0));
}
