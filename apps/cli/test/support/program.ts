/** The real program in a folder of its own. */
import {
  spawn,
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  type SpawnOptionsWithoutStdio,
} from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ranksweepBin = fileURLToPath(new URL('../../bin/ranksweep.js', import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param during called with the running process */
export const ranksweep = (
  folder: string,
  words: readonly string[],
  during?: (child: ChildProcess) => void,
): Promise<Ended> => endOf(spawn(process.execPath, [ranksweepBin, ...words], placeOf(folder)), during);

/** @param before words of the shell before the program's: `ulimit -n 64 &&`, or `env -i` */
export const ranksweepAfter = (before: string, folder: string, words: readonly string[]): Promise<Ended> =>
  endOf(
    spawn('sh', ['-c', `${before} "$@"`, 'sh', process.execPath, ranksweepBin, ...words], placeOf(folder)),
  );

const placeOf = (folder: string): SpawnOptionsWithoutStdio => ({
  cwd: folder,
  env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
});

function endOf(
  child: ChildProcessWithoutNullStreams,
  during?: (child: ChildProcess) => void,
): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  during?.(child);
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
}

const SMALL = `
name: small
description: two tiny factorizations
seeds: [0, 1]
parts:
  tf:
    base:
      model: { kind: cp, components: 6 }
      task: { kind: completion, dims: [3, 3, 3], observed: 20, target: { kind: cp, rank: 1 } }
      init: { std: 0.1 }
      stop: { maxIterations: 100 }
figure:
  caption: Components of a tiny tensor.
  panels:
    - { title: TF, part: tf, metric: component_norm, top: 3 }
`;

/** Writes a small definition and returns its path, relative to the folder. */
export function smallDefinition(folder: string, change: (text: string) => string = (text) => text): string {
  writeFileSync(join(folder, 'small.yaml'), change(SMALL));
  return 'small.yaml';
}
