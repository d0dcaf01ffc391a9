/** Jobs that the controller knows: those that wait and run, and for some minutes those that have ended (`MinJobAge`). */
import { slurmCommand, SlurmError } from './slurmCommand.ts';
import { parseExitCode, wordOrNone, type SlurmJob } from './slurmJob.ts';

const FIELDS = [
  'ArrayJobID',
  'ArrayTaskID',
  'State',
  'NodeList',
  'RestartCnt',
  'exit_code',
  'Reason',
] as const;
/** Each with what comes behind it, so that none is cut to twenty characters. */
const FORMAT = FIELDS.map((field) => `${field}:|`).join(',');

/**
 * One for each task of an array. Of several jobs, those that the controller does not know are left out.
 * @throws SlurmError if Slurm does not answer
 */
export async function queuedJobs(jobs: readonly number[], signal?: AbortSignal): Promise<SlurmJob[]> {
  if (jobs.length === 0) return [];
  const words = ['--noheader', '--array', '--states=all', `--jobs=${jobs.join(',')}`, '-O', FORMAT];
  try {
    return parseQueue(await slurmCommand('squeue', words, { signal }));
  } catch (error) {
    // Only said of a single job: it ended long ago.
    if (error instanceof SlurmError && /Invalid job id/i.test(error.message)) return [];
    throw error;
  }
}

export const parseQueue = (text: string): SlurmJob[] =>
  text
    .split('\n')
    .filter((line) => line.includes('|'))
    .map((line) => {
      const [job, index, state, node, restarts, exitCode, reason] = line.split('|') as string[];
      return {
        job: Number(job),
        index: wordOrNone(index!) === undefined ? undefined : Number(index),
        state: state!,
        node: wordOrNone(node!),
        restarts: Number(restarts),
        exitCode: parseExitCode(exitCode!),
        reason: wordOrNone(reason!),
      };
    });
