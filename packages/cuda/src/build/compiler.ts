/** The C++ compiler. */
import { InputError } from '@ranksweep/core';
import { execa, ExecaError } from 'execa';
import type { Environment } from '../binding/place.ts';

export interface Compiler {
  readonly program: string;
  /** The first line of what it says of itself. */
  readonly version: string;
}

export interface CompilerOptions {
  readonly env: Environment;
  readonly signal: AbortSignal;
}

const PROGRAMS = ['g++', 'c++', 'clang++'];

/**
 * CXX, or else the first compiler that there is.
 * @throws InputError if there is none, with how to get one
 * @throws the signal's reason once it is aborted
 */
export async function findCompiler({ env, signal }: CompilerOptions): Promise<Compiler> {
  const programs = env.CXX ? [env.CXX] : PROGRAMS;
  for (const program of programs) {
    const { failed, stdout } = await execa(program, ['--version'], {
      env,
      extendEnv: false,
      cancelSignal: signal,
      stdin: 'ignore',
      reject: false,
    });
    signal.throwIfAborted();
    if (!failed) return { program, version: stdout.split('\n')[0]! };
  }
  const found = env.CXX ? `that CXX=${env.CXX} is none` : 'none';
  throw new InputError(
    `expected a C++ compiler, found ${found}: install g++ (on Debian and Ubuntu: apt install g++; ` +
      'on Fedora and Red Hat: dnf install gcc-c++; with conda: conda install gxx), or name one in CXX',
  );
}

/**
 * @throws InputError with what the compiler says where it fails
 * @throws the signal's reason once it is aborted
 */
export async function compile(
  { program }: Compiler,
  words: readonly string[],
  { env, signal }: CompilerOptions,
): Promise<void> {
  try {
    await execa(program, words, { env, extendEnv: false, cancelSignal: signal, stdin: 'ignore' });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ExecaError)) throw error;
    const said = String(error.stderr).trim().split('\n');
    const first = said.find((line) => /error|fatal/i.test(line)) ?? said.at(-1);
    throw new InputError(`${program}: ${first || error.shortMessage}`, { cause: error });
  }
}
