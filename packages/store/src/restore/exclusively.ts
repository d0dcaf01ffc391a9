/** Works on a database's file while nobody else can open it. */
import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { InputError } from '@ranksweep/core';
import { isLocked } from '../connection/locked.ts';
import { readFileHeader } from '../file/fileHeader.ts';

const WAIT_MS = 2000;
const MOST_TRIES = 5;

export interface ExclusiveWork<Looked, Result> {
  /** Looks at the database without a lock. A connection with a lock would write the log into the file when it closes. */
  readonly look: () => Looked;
  /** Moves the file, given what was seen. Nothing has been written since. */
  readonly move: (looked: Looked) => Result;
}

/** @throws InputError if another process has the database open; and what `look` and `move` throw */
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
      lock?.close(); // SQLite leaves the log of a moved file alone.
    }
  }
  throw inUse(file);
}

/**
 * Locks a database until the connection is closed, wherever the file is moved.
 * @returns undefined if there is nothing that SQLite can lock
 * @throws InputError if another process has it open
 */
export function lockOut(file: string): Database.Database | undefined {
  let database: Database.Database | undefined;
  try {
    if (readFileHeader(file).kind !== 'sqlite') return undefined;
    database = new Database(file, { fileMustExist: true, timeout: WAIT_MS });
    database.pragma('locking_mode = EXCLUSIVE'); // The lock remains after the transaction has ended.
    database.exec('BEGIN EXCLUSIVE; COMMIT');
    return database;
  } catch (error) {
    database?.close();
    if (isLocked(error)) throw inUse(file);
    return undefined; // The file is too damaged for anyone to open.
  }
}

const inUse = (file: string): InputError =>
  new InputError(
    `restore: expected a database that nobody has open, found ${file} locked by another program: close it there first`,
  );

/** Changes whenever the database or its log is written. */
const stampOf = (file: string): string =>
  ['', '-wal']
    .map((suffix) => {
      const status = statSync(`${file}${suffix}`, { throwIfNoEntry: false, bigint: true });
      return status === undefined || status.size === 0n
        ? 'empty'
        : `${status.ino} ${status.size} ${status.mtimeNs}`;
    })
    .join(', ');
