/** Programs that the tests start. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

export interface Ended {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const COMMAND = fileURLToPath(new URL('../../apps/cli/bin/ranksweep.js', import.meta.url));

/** @param program a file that Node runs */
export async function node(
  program: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Ended> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...words], {
    env: { ...process.env, ...env },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
  });
  return { status: exitCode, stdout, stderr };
}

export const ranksweep = (words: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> =>
  node(COMMAND, words, env);
