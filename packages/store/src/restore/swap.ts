/** Replaces one file with another. The old file stays beside it, with its log. */
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { timestamp } from '../connection/connection.ts';

/** The files that SQLite keeps beside a database. The last one belongs to databases without a write-ahead log. */
const COMPANIONS = ['-wal', '-shm', '-journal'] as const;

/**
 * Replaces the database `to` with the file `from`. There is a complete database at any time, and never another database's log
 * beside it. If the process is killed halfway, the old database remains.
 * @returns where the old database is now; undefined if there was none, and no log of one
 */
export function swap(from: string, to: string): string | undefined {
  const aside = `${to}.replaced-${timestamp().replaceAll(/[-:.]/g, '')}`;
  const companions = COMPANIONS.filter((suffix) => existsSync(`${to}${suffix}`));
  const isThere = existsSync(to);
  if (isThere) linkSync(to, aside);
  try {
    for (const suffix of companions) renameSync(`${to}${suffix}`, `${aside}${suffix}`);
    renameSync(from, to);
  } catch (error) {
    for (const suffix of companions) {
      if (existsSync(`${aside}${suffix}`)) renameSync(`${aside}${suffix}`, `${to}${suffix}`);
    }
    rmSync(aside, { force: true });
    throw error;
  }
  flushFolder(dirname(to));
  return isThere || companions.length > 0 ? aside : undefined;
}

/** Makes the names survive a power cut. Windows has no way to do this. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
