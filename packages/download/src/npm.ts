/** npm, which gets packages from the registry that it is configured for. */
import { InputError } from '@ranksweep/core';
import type { ExecaError } from 'execa';

export interface NpmOptions {
  /** The folder that packages are put into, which exists. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Has npm put packages into a folder. Their scripts are not run.
 * @param words a command of npm's, such as `ci`, and what it is told
 * @throws InputError if there is no npm, or it fails
 * @throws the signal's reason once it is aborted
 */
export async function npm(words: readonly string[], { folder, signal, env }: NpmOptions): Promise<void> {
  // Every command loads this package, and hardly one its hundred files.
  const { execa, ExecaError } = await import('execa');
  const quiet = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
  try {
    await execa('npm', [...words, ...quiet], { env, cwd: folder, cancelSignal: signal, stdin: 'ignore' });
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ExecaError ? new InputError(npmProblem(error), { cause: error }) : error;
  }
}

/** What npm says of it, in one line. */
function npmProblem({ code, stderr, shortMessage }: ExecaError): string {
  if (code === 'ENOENT') return 'expected npm, found no such program';
  const lines = String(stderr).split('\n');
  const told = lines.map((line) => /^npm (?:error|ERR!) (?!code|errno|A complete log)(.+)/.exec(line)?.[1]);
  return told.find((line) => line !== undefined) ?? shortMessage;
}
