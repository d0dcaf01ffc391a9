/** A database is looked at in a copy: opening the file itself would mend what the next process has to mend. */
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What SQLite needs besides the database; the index of the log (-shm) is made anew from it. */
const SUFFIXES = ['', '-wal', '-journal'];

/**
 * Copies a database that no process has open into a folder, which is emptied before.
 * @returns the copy's path
 */
export function copyDatabase(database: string, folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const suffix of SUFFIXES) {
    const file = `${database}${suffix}`;
    if (existsSync(file)) copyFileSync(file, join(folder, basename(file)));
  }
  return join(folder, basename(database));
}
