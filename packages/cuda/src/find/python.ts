/** Pythons at hand, and what they say. */
import { join } from 'node:path';
import { execa } from 'execa';
import type { Environment } from '../binding/place.ts';

export interface PythonOptions {
  readonly env: Environment;
  readonly signal: AbortSignal;
}

/** One that waits for something would keep the command waiting. */
const LIMIT_MS = 60_000;

/** The environment that is active comes first, then one in the working folder, then what PATH and the system have. */
export function pythons({ VIRTUAL_ENV, CONDA_PREFIX }: Environment): string[] {
  const folders = [VIRTUAL_ENV, CONDA_PREFIX, '.venv', 'venv'].flatMap((folder) => folder || []);
  return [...folders.map((folder) => join(folder, 'bin', 'python')), 'python3', 'python', '/usr/bin/python3'];
}

/**
 * @param words what the program is told
 * @returns what it prints; undefined where there is no such program, or it fails
 * @throws the signal's reason once it is aborted
 */
export async function ask(
  python: string,
  words: readonly string[],
  { env, signal }: PythonOptions,
): Promise<string | undefined> {
  const { failed, stdout } = await execa(python, words, {
    env: { ...env, COLUMNS: '1000' }, // pip breaks its lines at them
    extendEnv: false,
    cancelSignal: signal,
    stdin: 'ignore',
    timeout: LIMIT_MS,
    reject: false,
  });
  signal.throwIfAborted();
  return failed ? undefined : stdout;
}
