/**
 * A connection that writes only where that will be found. The last connection to a database that is closed writes the log into
 * the file and deletes it: over a file or from a log that are not its own, that would destroy what is left.
 */
import Database from 'better-sqlite3';
import { isLocked } from '../locked.ts';
import { placeOf } from './place.ts';

export interface GuardedDatabase {
  readonly database: Database.Database;
  /** As that of `Place`. */
  requireInPlace(): void;
  /** @throws InputError, once closed, as `requireInPlace`, unless that has been told already */
  close(): void;
}

export function guardedDatabase(path: string, database: Database.Database): GuardedDatabase {
  database.pragma('user_version'); // a log is opened when something is read
  const place = placeOf(path);
  // SQLite leaves the log alone where the connection that is closed last may only read.
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
      // Deleted, the log is there for as long as this process has it open.
      if (place.isLogDetached()) database.pragma('wal_checkpoint(PASSIVE)');
      const last = trouble === undefined || place.isLogDetached() ? database : reader;
      (last === database ? reader : database).close();
      last.close();
      place.release();
      if (trouble !== undefined && !isTold && !isLocked(trouble)) throw trouble;
    },
  };
}
