/** `ranksweep delete`: sweeps and runs that are not wanted any more. */
import { existsSync, rmSync } from 'node:fs';
import { InputError, listed } from '@ranksweep/core';
import {
  resolveSubjects,
  runFolder,
  sweepText,
  type Deletion,
  type DeletionSize,
  type ReadOnlyStore,
  type Store,
  type SweepSummary,
} from '@ranksweep/store';
import { confirm } from '../confirm.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { countOf, formatBytes, ranksweepCommand } from '@ranksweep/text';
import { print } from '../render/print.ts';
import { openPatiently, patiently } from '../waiting.ts';
import { withReadOnlyStore } from '../withStore.ts';

export interface DeleteOptions {
  readonly yes?: boolean;
  readonly vacuum?: boolean;
  readonly db: string;
}

/** @throws InputError, with nothing changed, for what is not there, is being worked on, or is not confirmed where nobody can be asked */
export async function deleteResults(
  words: readonly string[],
  { yes = false, vacuum = false, db }: DeleteOptions,
): Promise<ExitStatus> {
  if (words.length === 0 && !vacuum) {
    throw new InputError('delete: expected sweeps or runs, such as sweep:3 or run:3,5..9, found none');
  }
  const deletion = withReadOnlyStore(db, (store) => find(store, words));
  const store = await openPatiently(db);
  try {
    if (deletion.sweepIds.length + deletion.runIds.length > 0) {
      store.requireNobodyAt(deletion);
      const size = store.sizeOfDeletion(deletion);
      const folders = size.trajectoryHashes
        .map((hash) => runFolder(store.path, hash))
        .filter((folder) => existsSync(folder));
      print(sizeText(deletion, size, folders.length));
      if (!yes && !(await confirm('Delete?'))) {
        print('Nothing was deleted.');
        return exitStatus.ok;
      }
      while (await patiently(() => store.deleteStep(deletion)));
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
      print('Deleted.');
    }
    if (vacuum) await patiently(() => store.vacuum());
    print(roomText(store));
    return exitStatus.ok;
  } finally {
    store.close();
  }
}

interface Found extends Required<Deletion> {
  readonly sweeps: readonly SweepSummary[];
}

function find(store: ReadOnlyStore, addresses: readonly string[]): Found {
  const { sweeps, runIds } = resolveSubjects(store, addresses, 'delete');
  return { sweeps, sweepIds: sweeps.map(({ id }) => id), runIds };
}

function sizeText(
  { sweeps: found }: Found,
  { runIds, sharedRuns, points, bytes }: DeletionSize,
  folders: number,
): string {
  const sweeps =
    found.length === 0 ? '' : `${countOf(found.length, 'sweep')}, ${listed(found.map(sweepText))}, and `;
  const shared =
    sharedRuns === 0
      ? ''
      : `\n${countOf(sharedRuns, 'run')} of them would stay, as other sweeps have them too.`;
  const what = `${sweeps}${countOf(runIds.length, 'run')} with ${countOf(points, 'point')}`;
  const own =
    folders === 0
      ? ''
      : `, and ${folders === 1 ? 'the folder' : 'the folders'} of ${countOf(folders, 'run')}`;
  return `To be deleted: ${what}, about ${formatBytes(bytes)}${own}.${shared}`;
}

function roomText(store: Store): string {
  const { totalBytes, freeBytes } = store.room();
  const size = formatBytes(totalBytes);
  if (freeBytes === 0) return `The database has ${size}, all of it in use.`;
  return (
    `Of the database's ${size}, ${formatBytes(freeBytes)} are free for what is written next.\n` +
    `${ranksweepCommand(['delete', '--vacuum'], store.path)} gives them back to the disk.`
  );
}
