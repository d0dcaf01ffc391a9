/** Work on a database's file while nobody else can open it. */
import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { InputError } from '@ranksweep/core';
import { isLocked } from '../locked.ts';
import { readFileHeader } from '../fileHeader.ts';

const WAIT_MS = 2000;
const MOST_TRIES = 5;

export interface ExclusiveWork<Looked, Result> {
  /** Looks at the database, without a lock: a connection that has one would write the log into the file when it is closed. */
  readonly look: () => Looked;
  /** Moves the file, with what was seen: nothing has been written since. */
  readonly move: (looked: Looked) => Result;
}

/** @throws InputError if another process has the database open, and as `look` and `move` do */
export function exclusively<Looked, Result>(
  file: string,
  { look, move }: ExclusiveWork<Looked, Result>,
): Result {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const before = stampOf(file);
    const looked = look();
    const lock = lockOut(file);
    try {
      if (stampOf(file) === before) return move(looked);
    } finally {
      lock?.close(); // of a file that was moved, SQLite leaves the log alone
    }
  }
  throw inUse(file);
}

/** @returns undefined where there is nothing that SQLite can lock */
function lockOut(file: string): Database.Database | undefined {
  let database: Database.Database | undefined;
  try {
    if (readFileHeader(file).kind !== 'sqlite') return undefined;
    database = new Database(file, { fileMustExist: true, timeout: WAIT_MS });
    database.pragma('locking_mode = EXCLUSIVE'); // the lock stays when the transaction has ended
    database.exec('BEGIN EXCLUSIVE; COMMIT');
    return database;
  } catch (error) {
    database?.close();
    if (isLocked(error)) throw inUse(file);
    return undefined; // too damaged to be opened by anyone
  }
}

const inUse = (file: string): InputError =>
  new InputError(
    `restore: expected a database that nobody has open, found ${file} locked by another program: close it there first`,
  );

/** Another one once the database or its log was written. */
const stampOf = (file: string): string =>
  ['', '-wal']
    .map((suffix) => {
      const status = statSync(`${file}${suffix}`, { throwIfNoEntry: false, bigint: true });
      return status === undefined || status.size === 0n
        ? 'empty'
        : `${status.ino} ${status.size} ${status.mtimeNs}`;
    })
    .join(', ');
