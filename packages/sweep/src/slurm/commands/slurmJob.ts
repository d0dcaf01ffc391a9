/** What Slurm knows of a job, or of one task of a job array. */

/** How a process ended: one of both is 0. */
export interface ExitCode {
  readonly status: number;
  readonly signal: number;
}

export interface SlurmJob {
  /** The number that `sbatch` gave: tasks of an array share it. */
  readonly job: number;
  /** Its place in the array; undefined for a job that is no array. */
  readonly index: number | undefined;
  /** In Slurm's words: PENDING, RUNNING, COMPLETED, FAILED, NODE_FAIL, TIMEOUT, PREEMPTED, CANCELLED, ... */
  readonly state: string;
  /** Where it runs, or ran last; undefined where it never did. */
  readonly node: string | undefined;
  /** How many times it was requeued; undefined where accounting alone knows the job, which does not tell. */
  readonly restarts: number | undefined;
  readonly exitCode: ExitCode;
  /** Why it waits, or why it ended, in Slurm's words; undefined where there is none. */
  readonly reason: string | undefined;
}

/** States that are not left any more, unless somebody requeues the job. One that is not known here is none of them. */
const ENDS: ReadonlySet<string> = new Set([
  'BOOT_FAIL',
  'CANCELLED',
  'COMPLETED',
  'DEADLINE',
  'FAILED',
  'LAUNCH_FAILED',
  'NODE_FAIL',
  'OUT_OF_MEMORY',
  'PREEMPTED',
  'REVOKED',
  'TIMEOUT',
]);

/** Whether none of its processes is left, and none will be started. */
export const hasEnded = ({ state }: Pick<SlurmJob, 'state'>): boolean => ENDS.has(state);

/** `12` or `12_3`: what Slurm's commands call it. */
export const jobWord = ({ job, index }: Pick<SlurmJob, 'job' | 'index'>): string =>
  index === undefined ? String(job) : `${job}_${index}`;

/** Empty, where Slurm writes so that there is nothing. */
export const wordOrNone = (word: string): string | undefined =>
  ['', 'None', '(null)', 'None assigned', 'N/A', 'n/a'].includes(word) ? undefined : word;

/** `3:0`, status and signal; or the number that wait(2) gives, which earlier versions of squeue write. */
export function parseExitCode(text: string): ExitCode {
  const [status = 0, signal] = text.split(':').map(Number);
  return signal === undefined ? { status: status >> 8, signal: status & 0x7f } : { status, signal };
}
