/** `ranksweep collect`: what tasks on a cluster have computed, brought into the database. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { InputError } from '@ranksweep/core';
import { collectSegments, resolveSweep, type LeftOut, type Store } from '@ranksweep/store';
import {
  isSlurmFolder,
  slurmFolder,
  slurmFolderPath,
  slurmFolders,
  type SlurmFolder,
} from '@ranksweep/sweep';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { collectedText, leftOutText } from '../render/collected.ts';
import { withPhaseProgress } from '../render/phaseProgress.ts';
import { print } from '../render/print.ts';
import { followSlurm } from '../slurm/followSlurm.ts';
import { openPatiently, patiently } from '../waiting.ts';

export interface CollectOptions {
  readonly db: string;
  readonly wait?: boolean;
}

/** @throws InputError if there is no such sweep or folder, before anything is changed */
export async function collect(what: string | undefined, { db, wait }: CollectOptions): Promise<ExitStatus> {
  const store = await openPatiently(db);
  try {
    const folders = foldersFor(store, what, db);
    let status: ExitStatus = exitStatus.ok;
    for (const folder of folders) status = (await collectFolder(store, folder)) || status;
    return wait ? (await followSlurm(store, folders, { db })) || status : status;
  } finally {
    store.close();
  }
}

function foldersFor(store: Store, what: string | undefined, db: string): SlurmFolder[] {
  if (what === undefined) {
    const folders = slurmFolders(db);
    if (folders.length > 0) return folders;
    throw new InputError(
      `collect: expected folders of sweeps on Slurm in ${db}.slurm, found none: name the folder, or submit a sweep with ` +
        '`ranksweep run --launcher slurm`',
    );
  }
  const named = slurmFolder(what);
  if (isSlurmFolder(named)) return [named];
  if (existsSync(what) && basename(what) !== what) return [requireFolder(named, what)];
  const sweep = resolveSweep(store, what, 'collect');
  return [requireFolder(slurmFolder(slurmFolderPath(db, sweep)), what)];
}

function requireFolder(folder: SlurmFolder, what: string): SlurmFolder {
  if (isSlurmFolder(folder)) return folder;
  throw new InputError(
    `collect: expected ${what} to be a sweep on Slurm, found no sweep.json in ${folder.path}: name the folder that its tasks share`,
  );
}

async function collectFolder(store: Store, { path, segments }: SlurmFolder): Promise<ExitStatus> {
  const report = await withPhaseProgress((observer) =>
    collectSegments(store, segments, {
      whenFree: patiently,
      onProgress: ({ collected, of }) => observer('collecting segments', collected, of),
    }),
  );
  print([`${path}: ${collectedText(report)}`, ...leftOutText(report)].join('\n'));
  const isLeft = [...report.leftOut.values()].some(hasTrouble);
  return isLeft ? exitStatus.someFailed : exitStatus.ok;
}

const hasTrouble = ({ differing, damaged, unreadable }: Omit<LeftOut, 'held'>): boolean =>
  differing.length + damaged.length > 0 || unreadable !== undefined;
