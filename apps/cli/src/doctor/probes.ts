/** What SQLite needs of the database's folder, tried there on files of our own. */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { median } from '@ranksweep/core';
import { lockingProblem } from '@ranksweep/store';
import { ok, todo, type Finding } from '@ranksweep/text/finding';

export async function lockingFinding(folder: string): Promise<Finding> {
  const problem = await inProbeFolder(folder, lockingProblem);
  if (problem === undefined) return ok('locking', 'another process is kept out, the write-ahead log works');
  return todo('locking', `${problem}: keep the database on a local disk with --db`);
}

const SLOW_SYNC_MS = 100;
const MOST_SYNCS = 20;
const MOST_SYNC_MS = 2000;

export function syncFinding(folder: string): Promise<Finding> {
  return inProbeFolder(folder, (probe) => {
    const ms = median(syncTimes(join(probe, 'file')));
    const text = `${ms < 9.95 ? ms.toFixed(1) : Math.round(ms)} ms to reach the disk`;
    if (ms <= SLOW_SYNC_MS) return ok('fsync', text);
    return todo('fsync', `${text}, which every commit waits for: use another disk with --db`);
  });
}

function syncTimes(path: string): number[] {
  const file = openSync(path, 'w');
  const block = Buffer.alloc(4096, 1);
  const times: number[] = [];
  try {
    for (
      const start = performance.now();
      times.length < MOST_SYNCS && performance.now() - start < MOST_SYNC_MS;
    ) {
      const before = performance.now();
      writeSync(file, block);
      fsyncSync(file);
      times.push(performance.now() - before);
    }
  } finally {
    closeSync(file);
  }
  return times;
}

/** A folder that is gone afterwards. */
async function inProbeFolder<Result>(
  folder: string,
  work: (probe: string) => Result | Promise<Result>,
): Promise<Result> {
  const probe = mkdtempSync(join(folder, '.ranksweep-doctor-'));
  try {
    return await work(probe);
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}
