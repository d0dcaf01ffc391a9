/** Commands as a user types them, who has npm and one Node. */
import { spawn } from 'node:child_process';
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

export function command([program, ...words]: readonly string[], { cwd, node }: Place): Promise<Ended> {
  const child = spawn(program!, words, {
    cwd,
    env: environmentWith(node),
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32', // npm and npx are scripts there
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

/** @throws with what npm said, where it fails */
export async function npmInstall(words: readonly string[], place: Place): Promise<void> {
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--no-update-notifier'];
  const { status, stderr } = await command(['npm', 'install', ...quiet, ...words], place);
  if (status !== 0) throw new Error(`npm install ended with status ${status}: ${stderr}`);
}
