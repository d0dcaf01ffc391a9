/** What Slurm says of tasks, in the few words that claims need. */
import { knownJobs } from '../commands/jobs.ts';
import { SlurmError } from '../commands/slurmCommand.ts';
import { hasEnded, type SlurmJob } from '../commands/slurmJob.ts';
import type { SlurmWord } from './slurmLiveness.ts';

/** States of a job that will start, or start again. None of its processes is left. */
const WAITING: ReadonlySet<string> = new Set(['PENDING', 'REQUEUED', 'REQUEUE_HOLD', 'SPECIAL_EXIT']);

/** @returns undefined if Slurm does not answer. Tasks that it has forgotten are missing. */
export async function askSlurm(jobs: readonly number[]): Promise<SlurmWord[] | undefined> {
  try {
    return (await knownJobs(jobs)).map(wordOf);
  } catch (error) {
    if (error instanceof SlurmError) return undefined;
    throw error;
  }
}

const wordOf = (found: SlurmJob): SlurmWord => ({
  job: found.job,
  index: found.index ?? 0,
  restarts: found.restarts,
  state: hasEnded(found) ? 'ended' : WAITING.has(found.state) ? 'waiting' : 'running',
});
