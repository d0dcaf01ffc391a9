/** The connection with which a database is read, whatever may be done in its folder. */
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { DEFAULT_WAIT_MS } from '../connection/connection.ts';
import { readingFile } from './descriptors.ts';

/**
 * A connection opened as SQLite's read-only leaves -wal and -shm files behind when it is the last one, and cannot
 * open a store in a folder that it may not write. So a store that may be written, and whose log is empty, is opened for
 * both, then to be restricted by `query_only`; a log with something in it would be written into the file when that is closed.
 * A store that may not be written, and whose log is empty, is read from a copy in memory. To read a log, SQLite needs the
 * file of shared memory beside it, or permission to make one.
 * @param unreadable the error where one of these files, named to it, cannot be read
 */
export function connectToRead(file: string, unreadable: (unread: string) => Error): Database.Database {
  const isLogEmpty = (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0;
  if (isLogEmpty && mayWrite(file) && mayWrite(dirname(file))) {
    return new Database(file, { fileMustExist: true, timeout: DEFAULT_WAIT_MS });
  }
  if (isLogEmpty && !mayWrite(dirname(file))) {
    const bytes = readingFile(file, (descriptor) => readFileSync(descriptor));
    bytes.fill(1, 18, 20); // read and write version 1: no write-ahead log, which a database in memory cannot have
    return new Database(bytes, { readonly: true });
  }
  const unread = mayWrite(dirname(file))
    ? undefined
    : [`${file}-wal`, `${file}-shm`].find((path) => !may(path, constants.R_OK));
  if (unread !== undefined) throw unreadable(unread);
  return new Database(file, { readonly: true, timeout: DEFAULT_WAIT_MS });
}

export const mayWrite = (path: string): boolean => may(path, constants.W_OK);

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
