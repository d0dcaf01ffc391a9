/**
 * `ranksweep slurm-probe`: what `doctor --launcher slurm` has a node do. It tells in a file of the shared folder what it finds, then
 * waits for the signals that a task would get.
 */
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nvidiaGpus, replaceFile, usableCores, visibleToCuda } from '@ranksweep/machine';
import { provenance } from '@ranksweep/sweep';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';

/** What the machine that submits writes, and the node has to see. */
export const MARK = 'mark';

export interface NodeReport {
  readonly node: string;
  readonly nodeVersion: string;
  readonly ranksweep: string;
  readonly cores: number;
  /** Names of the GPUs that a process of the job sees. */
  readonly gpus: readonly string[];
  /** Why the shared folder cannot be used; undefined where it can. */
  readonly folderProblem: string | undefined;
  /** How long writing so much to the shared folder takes as a checkpoint of all lanes. */
  readonly saveMs: number;
}

/** Of the code and of Node: a node has to have the same. */
export const ranksweepHere = (): string => {
  const { versions, gitSha } = provenance();
  return `${versions.ranksweep} (${gitSha ?? 'unknown commit'})`;
};

const MOST_WAIT_MS = 10 * 60_000;

export async function slurmProbe({
  folder,
  bytes,
}: {
  readonly folder: string;
  readonly bytes: string;
}): Promise<ExitStatus> {
  const told = new AbortController();
  // Listened to before the report says that it is here.
  process.on('SIGUSR1', () => {
    replaceFile(join(folder, 'signal'), 'SIGUSR1');
  });
  process.on('SIGTERM', () => told.abort());
  const problem = folderProblem(folder);
  const report: NodeReport = {
    node: process.env.SLURMD_NODENAME ?? hostname(),
    nodeVersion: process.versions.node,
    ranksweep: ranksweepHere(),
    cores: usableCores(),
    gpus: visibleToCuda((await nvidiaGpus()) ?? []).map(({ name }) => name),
    folderProblem: problem,
    saveMs: problem === undefined ? timeToSave(folder, Number(bytes)) : 0,
  };
  replaceFile(join(folder, `report.${process.env.SLURM_RESTART_COUNT ?? 0}.json`), JSON.stringify(report));
  await sleep(MOST_WAIT_MS, undefined, { signal: told.signal }).catch(() => undefined);
  return exitStatus.ok;
}

/** All that tasks do there: see a file, link without replacing, rename, and flush. */
function folderProblem(folder: string): string | undefined {
  try {
    readFileSync(join(folder, MARK));
    const [aside, first, second] = ['aside', 'first', 'second'].map((name) =>
      join(folder, `${name}-${process.pid}`),
    ) as [string, string, string];
    const file = openSync(aside, 'wx');
    writeSync(file, 'probe');
    fsyncSync(file);
    closeSync(file);
    linkSync(aside, first);
    if (statSync(aside).nlink !== 2) return `expected 2 links of a file, found ${statSync(aside).nlink}`;
    renameSync(aside, second);
    let refused = false;
    try {
      linkSync(second, first);
    } catch {
      refused = true;
    }
    rmSync(first);
    rmSync(second);
    return refused ? undefined : 'expected that a link never replaces a file, found that it does';
  } catch (error) {
    return (error as Error).message;
  }
}

const BLOCK = Buffer.alloc(2 ** 20, 1);

function timeToSave(folder: string, bytes: number): number {
  const path = join(folder, `size-${process.pid}`);
  const startedAt = performance.now();
  const file = openSync(path, 'wx');
  try {
    for (let left = bytes; left > 0; left -= BLOCK.length)
      writeSync(file, BLOCK, 0, Math.min(left, BLOCK.length));
    fsyncSync(file);
  } finally {
    closeSync(file);
    rmSync(path);
  }
  return performance.now() - startedAt;
}
