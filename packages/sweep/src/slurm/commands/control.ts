/** What changes jobs: submitting, cancelling, requeueing. */
import { slurmCommand } from './slurmCommand.ts';
import { jobWord, type SlurmJob } from './slurmJob.ts';

/**
 * Submits a batch script.
 * @returns the job's number
 * @throws SlurmError in Slurm's words, such as that there is no such partition
 */
export async function submitScript(path: string, words: readonly string[] = []): Promise<number> {
  const said = await slurmCommand('sbatch', ['--parsable', ...words, path]);
  // `12` or, where several clusters are one, `12;NAME`.
  return Number.parseInt(said.trim().split('\n').at(-1)!, 10);
}

/** Ends jobs, or single tasks of arrays, whether they wait or run. Those that have ended are left alone. */
export async function cancelJobs(jobs: readonly Pick<SlurmJob, 'job' | 'index'>[]): Promise<void> {
  if (jobs.length > 0) await slurmCommand('scancel', jobs.map(jobWord));
}

/** Ends a job and puts it into the queue again. @throws SlurmError where that is not allowed */
export async function requeueJob(job: Pick<SlurmJob, 'job' | 'index'>): Promise<void> {
  await slurmCommand('scontrol', ['requeue', jobWord(job)]);
}

/** Sends a signal to the steps of a running job, as Slurm does before its time limit. */
export async function signalJob(job: Pick<SlurmJob, 'job' | 'index'>, signal: NodeJS.Signals): Promise<void> {
  await slurmCommand('scancel', [`--signal=${signal.replace('SIG', '')}`, jobWord(job)]);
}
