/** The real program in a folder of its own. */
import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ended } from './requests.ts';
import { served } from './served.ts';

export type { Ended };

export const ranksweepBin = fileURLToPath(new URL('../../bin/ranksweep.js', import.meta.url));

/**
 * The command as one of those that a process serves, unless something is to be done while it goes on, or it changes what there is for
 * later ones.
 * @param during called with the running process
 */
export const ranksweep = (
  folder: string,
  words: readonly string[],
  during?: (child: ChildProcess) => void,
): Promise<Ended> => {
  const { env } = placeOf(folder);
  return during !== undefined || words.includes('--with') || env['RANKSWEEP_EXTENSIONS'] !== undefined
    ? ranksweepProcess(folder, words, during)
    : served({ folder, words, env });
};

/**
 * The command in a process of its own.
 * @param during called with the running process
 */
export const ranksweepProcess = (
  folder: string,
  words: readonly string[],
  during?: (child: ChildProcess) => void,
): Promise<Ended> => endOf(spawn(process.execPath, [ranksweepBin, ...words], placeOf(folder)), during);

/** @param before words of the shell before the program's: `ulimit -n 64 &&`, or `env -i` */
export const ranksweepAfter = (
  before: string,
  folder: string,
  words: readonly string[],
  during?: (child: ChildProcess) => void,
): Promise<Ended> =>
  endOf(
    spawn('sh', ['-c', `${before} "$@"`, 'sh', process.execPath, ranksweepBin, ...words], placeOf(folder)),
    during,
  );

function placeOf(folder: string) {
  const { FORCE_COLOR: _, ...env } = process.env;
  return { cwd: folder, env: { ...env, NO_COLOR: '1' } as Record<string, string> };
}

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
