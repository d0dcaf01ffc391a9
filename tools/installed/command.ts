/** Commands as a user types them, who has npm and one Node. */
import { execa } from 'execa';
import { environmentWith } from './nodes.ts';

export interface Place {
  readonly cwd: string;
  /** The Node that is first in PATH: the path of the program. */
  readonly node: string;
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function command([program, ...words]: readonly string[], { cwd, node }: Place): Promise<Ended> {
  const { exitCode, stdout, stderr } = await execa(program!, words, {
    cwd,
    env: environmentWith(node),
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    stripFinalNewline: false,
  });
  return { status: exitCode ?? null, stdout, stderr };
}

/** @throws with what npm said, where it fails */
export async function npmInstall(words: readonly string[], place: Place): Promise<void> {
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--no-update-notifier'];
  const { status, stderr } = await command(['npm', 'install', ...quiet, ...words], place);
  if (status !== 0) throw new Error(`npm install ended with status ${status}: ${stderr}`);
}
