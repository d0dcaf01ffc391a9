/**
 * Whether what is written goes where it will be found. SQLite goes on writing to a file that was deleted, and reads a log that was
 * cut short or replaced as if it were its own; a checkpoint then writes what is not of it into the database.
 */
import { closeSync, openSync, realpathSync } from 'node:fs';
import { InputError } from '@ranksweep/core';
import { restoreCommand } from '../restoreCommand.ts';
import { watchStart } from './databaseStart.ts';
import { holdDatabase, identityOf } from './descriptors.ts';
import { isLogOf, readLogIndex } from './logIndex.ts';

export interface Place {
  /**
   * To be called with the write lock, before anything is written.
   * @throws InputError if the database, its log or the log's index was moved, deleted, replaced or overwritten since the
   *   database was opened; from then on at each call
   */
  requireInPlace(): void;
  /** Whether, as far as is known, the log is whole and no longer where others look for it. */
  isLogDetached(): boolean;
  /** To be called once the connection is closed. */
  release(): void;
}

interface Trouble {
  readonly error: InputError;
  /** Whether all that was committed can still be reached through the connection. */
  readonly isLogWhole: boolean;
}

/** To be called while a connection has the database open, and so its log. */
export function placeOf(path: string): Place {
  const real = realpathSync(path); // they are beside the file that a link leads to
  const [logPath, indexPath] = [`${real}-wal`, `${real}-shm`];
  const opened = { database: identityOf(path), log: identityOf(logPath), index: identityOf(indexPath) };
  const held = holdDatabase(real);
  const log = openSync(logPath, 'r'); // on which nobody has locks
  const start = watchStart(held.database, held.index);
  let trouble: Trouble | undefined;

  const look = (): Trouble | undefined => {
    if (identityOf(path) !== opened.database) return lost(path, 'it moved, deleted or replaced');
    if (start.hasChanged()) return lost(path, 'another file copied over it');
    const isWhole = isLogOf(readLogIndex(held.index()), log);
    const [logNow, indexNow] = [identityOf(logPath), identityOf(indexPath)];
    if (logNow !== opened.log || indexNow !== opened.index) {
      // Whoever has opened it since has made what was missing, and may have written there.
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
