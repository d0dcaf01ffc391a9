/**
 * Checks that what is written will be found again. SQLite continues to write to a deleted file, and reads a truncated or replaced
 * log as if it were its own. A checkpoint then writes foreign data into the database.
 */
import { closeSync, openSync, realpathSync } from 'node:fs';
import { InputError } from '@ranksweep/core';
import { restoreCommand } from '../file/restoreCommand.ts';
import { watchStart } from './databaseStart.ts';
import { holdDatabase, identityOf } from '../file/descriptors.ts';
import { isLogOf, readLogIndex } from './logIndex.ts';

export interface Place {
  /**
   * Call it with the write lock held, before anything is written.
   * @throws InputError if the database, its log or the log's index was moved, deleted, replaced or overwritten since the database
   *   was opened; every later call throws it too
   */
  requireInPlace(): void;
  /** Whether the log, as far as is known, is intact but no longer where others look for it. */
  isLogDetached(): boolean;
  /** Call it once the connection is closed. */
  release(): void;
}

interface Trouble {
  readonly error: InputError;
  /** Whether all committed data can still be reached through the connection. */
  readonly isLogWhole: boolean;
}

/** Call it while a connection has the database, and therefore its log, open. */
export function placeOf(path: string): Place {
  const real = realpathSync(path); // these files are beside the target of a link
  const [logPath, indexPath] = [`${real}-wal`, `${real}-shm`];
  const opened = { database: identityOf(path), log: identityOf(logPath), index: identityOf(indexPath) };
  const held = holdDatabase(real);
  const log = openSync(logPath, 'r'); // nobody has locks on this file
  const start = watchStart(held.database, held.index);
  let trouble: Trouble | undefined;

  const look = (): Trouble | undefined => {
    if (identityOf(path) !== opened.database) return lost(path, 'it moved, deleted or replaced');
    if (start.hasChanged()) return lost(path, 'another file copied over it');
    const isWhole = isLogOf(readLogIndex(held.index()), log);
    const [logNow, indexNow] = [identityOf(logPath), identityOf(indexPath)];
    if (logNow !== opened.log || indexNow !== opened.index) {
      // A process that has opened the database since has created the missing files, and may have written there.
      const isAlone = indexNow === opened.index || (indexNow === undefined && logNow === undefined);
      return isWhole && isAlone
        ? detached(path)
        : lost(path, 'its log (-wal) or the index (-shm) deleted or replaced');
    }
    return isWhole ? undefined : lost(path, 'its log (-wal) cut short or overwritten');
  };

  return {
    requireInPlace() {
      trouble ??= look();
      if (trouble !== undefined) throw trouble.error;
    },
    isLogDetached: () => trouble?.isLogWhole === true,
    release() {
      closeSync(log);
      held.release();
    },
  };
}

const detached = (path: string): Trouble => ({
  error: new InputError(
    `expected the database as it was opened, found its log (-wal) or the index (-shm) deleted or replaced meanwhile, of ` +
      `${path}: leave them where they are while it is in use; what was committed is saved, and the same command goes on`,
  ),
  isLogWhole: true,
});

const lost = (path: string, found: string): Trouble => ({
  error: new InputError(
    `expected the database as it was opened, found ${found} meanwhile: ${path}: nothing more was written; put it back, or ` +
      `restore a backup with \`${restoreCommand(path)}\`, and repeat the command to go on from the last checkpoints`,
  ),
  isLogWhole: false,
});
