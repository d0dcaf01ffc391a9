/**
 * A database whose last process was killed is two files: what was committed last is in its log alone, and no file system replaces two
 * files at once. A copy with the log written into it is one file. While the old log still lies beside it, it reads the same, since
 * the log has nothing that it lacks.
 */
import { constants, copyFileSync, existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { removeTemporary, temporaryBeside } from '@ranksweep/machine';
import { flush } from '../file/flush.ts';

/** What SQLite reads along with a database: its write-ahead log, or the journal of a transaction that was cut off. */
const LOGS = ['-wal', '-journal'] as const;

/**
 * Call it without a lock on the file: closing the copy's source would end the lock.
 * @returns the copy's path; undefined if the file is whole by itself, or too damaged for SQLite
 * @throws Error if the copy cannot be written
 */
export function wholeCopy(file: string): string | undefined {
  const logs = LOGS.filter((suffix) => statSync(`${file}${suffix}`, { throwIfNoEntry: false })?.size);
  if (logs.length === 0 || !existsSync(file)) return undefined;
  const copy = temporaryBeside(`${file}-whole`);
  try {
    for (const suffix of ['', ...logs])
      copyFileSync(`${file}${suffix}`, `${copy}${suffix}`, constants.COPYFILE_FICLONE);
    const database = new Database(copy, { fileMustExist: true });
    try {
      database.pragma('wal_checkpoint(TRUNCATE)'); // Reading anything rolls a journal back.
    } finally {
      database.close();
    }
    flush(copy);
    return copy;
  } catch (error) {
    removeTemporary(copy);
    if (isDamage(error)) return undefined;
    throw new Error(`${copy}: cannot be written: ${(error as Error).message}`, { cause: error });
  }
}

/** A database is restored since it is damaged, or cannot even be read. Only a disk that takes no copy is in the way of that. */
const isDamage = (error: unknown): boolean =>
  !/^(?:SQLITE_(?:FULL|IOERR_(?:WRITE|FSYNC|TRUNCATE))|ENOSPC|EDQUOT|EROFS|EFBIG)/.test(
    (error as NodeJS.ErrnoException).code ?? '',
  );
