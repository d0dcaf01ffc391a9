/** Starts one of Slurm's commands, and says what went wrong in its own words. */
import { InputError } from '@ranksweep/core';

/** A command whose controller does not answer tries again by itself for some ten seconds. */
const LIMIT_MS = 120_000;
/** One that is ended and does not end gets SIGKILL. */
const FORCE_AFTER_MS = 500;
const MOST_CHARACTERS = 512 * 2 ** 20;

/** Variables with which users set defaults of their own, such as which jobs squeue lists: they would change what is asked. */
const OWN_DEFAULTS = /^(?:SQUEUE|SACCT|SINFO|SCANCEL|SCONTROL)_/;

/** The programs that ranksweep uses. */
export const SLURM_PROGRAMS = ['sbatch', 'squeue', 'scontrol', 'scancel', 'sinfo', 'sacct'] as const;
export type SlurmProgram = (typeof SLURM_PROGRAMS)[number];

/**
 * `missing`: there is no such program. `no answer`: it does not reach Slurm's controller or database, and another try may.
 * `refused`: Slurm does not do what it was asked.
 */
export type SlurmTrouble = 'missing' | 'no answer' | 'refused';

export class SlurmError extends InputError {
  readonly trouble: SlurmTrouble;

  constructor(trouble: SlurmTrouble, message: string) {
    super(message);
    this.trouble = trouble;
  }
}

/**
 * @param input what it reads
 * @param signal ends it
 * @returns what it wrote to standard output, without the last line break
 * @throws SlurmError
 */
export async function slurmCommand(
  program: SlurmProgram,
  words: readonly string[],
  { input, signal }: { readonly input?: string; readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const { execa } = await import('execa'); // Its hundred files take a tenth of the time in which a command starts.
  const child = await execa(program, words, {
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
    env: environment(),
    extendEnv: false,
    timeout: LIMIT_MS,
    ...(signal === undefined ? {} : { cancelSignal: signal, forceKillAfterDelay: FORCE_AFTER_MS }),
    maxBuffer: MOST_CHARACTERS,
    reject: false,
  });
  if (!child.failed) return child.stdout;
  const command = [program, ...words].join(' ');
  if (child.code === 'ENOENT') {
    throw new SlurmError(
      'missing',
      `expected Slurm's ${program} on PATH, found none: work on a machine from which jobs are submitted, or load its module`,
    );
  }
  if (child.isCanceled) throw new SlurmError('no answer', `${command}: nobody waits for it any more`);
  if (child.timedOut) throw new SlurmError('no answer', `${command}: no answer in ${LIMIT_MS / 1000} s`);
  const said = meaning(child.stderr) || child.shortMessage;
  throw new SlurmError(isNoAnswer(child.stderr) ? 'no answer' : 'refused', `${command}: ${said}`);
}

/** The lines of an error without the program's name, which is told before. */
const meaning = (stderr: string): string =>
  stderr
    .split('\n')
    .map((line) => line.replace(/^\w+: (?:error|fatal): /, '').trim())
    .filter((line) => line !== '')
    .join('; ');

/** Words of slurm_strerror, of errors that pass. */
const isNoAnswer = (stderr: string): boolean =>
  /Unable to contact slurm controller|Socket timed out|Connection refused|Connection timed out|Zero Bytes were transmitted|Slurm temporarily unable|Problem talking to the database|Slurm database connection|Resource temporarily unavailable|Slurm backup controller in standby/i.test(
    stderr,
  );

function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN_DEFAULTS.test(name)));
}
