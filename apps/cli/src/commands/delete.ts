/** `ranksweep delete`: sweeps and runs that are not wanted any more. */
import { InputError } from '@ranksweep/core';
import {
  resolveSweeps,
  type Deletion,
  type DeletionSize,
  type ReadOnlyStore,
  type Store,
} from '@ranksweep/store';
import { confirm } from '../confirm.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { wholeNumbers } from '../optionValues.ts';
import { countOf, formatBytes, ranksweepCommand } from '@ranksweep/text';
import { print } from '../render/print.ts';
import { openPatiently, patiently } from '../waiting.ts';
import { withReadOnlyStore } from '../withStore.ts';

export interface DeleteOptions {
  readonly runs?: string;
  readonly yes?: boolean;
  readonly vacuum?: boolean;
  readonly db: string;
}

/** @throws InputError, with nothing changed, for what is not there, is being worked on, or is not confirmed where nobody can be asked */
export async function deleteResults(
  words: readonly string[],
  { runs, yes = false, vacuum = false, db }: DeleteOptions,
): Promise<ExitStatus> {
  if (words.length === 0 && runs === undefined && !vacuum) {
    throw new InputError('delete: expected sweeps, or --runs with numbers, found neither');
  }
  const deletion = withReadOnlyStore(db, (store) => find(store, words, runs));
  const store = await openPatiently(db);
  try {
    if (deletion.sweepIds.length + deletion.runIds.length > 0) {
      store.requireNobodyAt(deletion);
      const size = store.sizeOfDeletion(deletion);
      print(sizeText(deletion, size));
      if (!yes && !(await confirm('Delete?'))) {
        print('Nothing was deleted.');
        return exitStatus.ok;
      }
      while (await patiently(() => store.deleteStep(deletion)));
      print('Deleted.');
    }
    if (vacuum) await patiently(() => store.vacuum());
    print(roomText(store));
    return exitStatus.ok;
  } finally {
    store.close();
  }
}

type Found = Required<Deletion>;

function find(store: ReadOnlyStore, words: readonly string[], runs: string | undefined): Found {
  const sweepIds = resolveSweeps(store, words, 'delete').map(({ id }) => id);
  const runIds = runs === undefined ? [] : wholeNumbers('--runs', runs);
  const missing = runIds.filter((runId) => store.run(runId) === undefined);
  if (missing.length > 0) {
    const some = missing.slice(0, 5).join(', ') + (missing.length > 5 ? ', ...' : '');
    throw new InputError(`--runs: expected numbers of runs in ${store.path}, found ${some}: no such runs`);
  }
  return { sweepIds, runIds };
}

function sizeText({ sweepIds }: Found, { runIds, sharedRuns, points, bytes }: DeletionSize): string {
  const sweeps =
    sweepIds.length === 0 ? '' : `${countOf(sweepIds.length, 'sweep')} (${sweepIds.join(', ')}) and `;
  const shared =
    sharedRuns === 0
      ? ''
      : `\n${countOf(sharedRuns, 'run')} of them would stay, as other sweeps have them too.`;
  const what = `${sweeps}${countOf(runIds.length, 'run')} with ${countOf(points, 'point')}`;
  return `To be deleted: ${what}, about ${formatBytes(bytes)}.${shared}`;
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
