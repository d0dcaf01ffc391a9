/**
 * A connection that writes only if the data will be found again. The last connection to close writes the log into the database
 * and deletes the log. If the file or the log is not its own, that would destroy what is left.
 */
import Database from 'better-sqlite3';
import { isLocked } from '../connection/locked.ts';
import { placeOf } from './place.ts';

export interface GuardedDatabase {
  readonly database: Database.Database;
  /** The same as `Place`'s. */
  requireInPlace(): void;
  /** @throws InputError, after closing, like `requireInPlace`, unless that error was already thrown */
  close(): void;
}

export function guardedDatabase(path: string, database: Database.Database): GuardedDatabase {
  database.pragma('user_version'); // reading something opens the log
  const place = placeOf(path);
  // SQLite leaves the log alone if the last connection to close is read-only.
  const reader = new Database(path, { readonly: true });
  reader.pragma('user_version');
  let isTold = false;

  const lookAtTheEnd = (): unknown => {
    try {
      database.pragma('busy_timeout = 0');
      database.exec('BEGIN IMMEDIATE');
    } catch (error) {
      return error;
    }
    try {
      place.requireInPlace();
      return undefined;
    } catch (error) {
      return error;
    } finally {
      database.exec('ROLLBACK');
    }
  };

  return {
    database,
    requireInPlace() {
      try {
        place.requireInPlace();
      } catch (error) {
        isTold = true;
        throw error;
      }
    },
    close() {
      if (!database.open) return;
      const trouble = lookAtTheEnd();
      // A deleted log exists as long as this process has it open.
      if (place.isLogDetached()) database.pragma('wal_checkpoint(PASSIVE)');
      const last = trouble === undefined || place.isLogDetached() ? database : reader;
      (last === database ? reader : database).close();
      last.close();
      place.release();
      if (trouble !== undefined && !isTold && !isLocked(trouble)) throw trouble;
    },
  };
}
