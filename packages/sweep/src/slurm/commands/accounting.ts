/** Jobs that Slurm's accounting knows, however long ago they ended. Not every cluster has it. */
import { slurmCommand, SlurmError } from './slurmCommand.ts';
import { parseExitCode, wordOrNone, type SlurmJob } from './slurmJob.ts';

const FIELDS = ['JobID', 'State', 'NodeList', 'ExitCode'];

/**
 * One for each task of an array that has begun.
 * @returns undefined where the cluster keeps no accounts
 * @throws SlurmError if they cannot be asked now
 */
export async function accountedJobs(
  jobs: readonly number[],
  signal?: AbortSignal,
): Promise<SlurmJob[] | undefined> {
  if (jobs.length === 0) return [];
  const words = ['--allocations', '--noheader', '--parsable2', `--jobs=${jobs.join(',')}`];
  try {
    return parseAccounting(
      await slurmCommand('sacct', [...words, `--format=${FIELDS.join(',')}`], { signal }),
    );
  } catch (error) {
    if (error instanceof SlurmError && isAbsent(error)) return undefined;
    throw error;
  }
}

const isAbsent = ({ trouble, message }: SlurmError): boolean =>
  trouble === 'missing' || /accounting storage is disabled/i.test(message);

/** Tasks that have not begun share one line, `12_[3-9]`: the queue knows them. */
export const parseAccounting = (text: string): SlurmJob[] =>
  text.split('\n').flatMap((line) => {
    const [id = '', state = '', node = '', exitCode = ''] = line.split('|');
    const found = /^(\d+)(?:_(\d+))?$/.exec(id);
    if (found === null) return [];
    return {
      job: Number(found[1]),
      index: found[2] === undefined ? undefined : Number(found[2]),
      // `CANCELLED by 1000`
      state: state.split(' ')[0]!,
      node: wordOrNone(node),
      restarts: undefined,
      exitCode: parseExitCode(exitCode),
      reason: undefined,
    };
  });
