/** Replaces one file with another. The old file stays beside it, with its log. */
import { existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { timestamp } from '../connection/connection.ts';
import { flushFolder } from '../file/flush.ts';

/** The files that SQLite keeps beside a database. The last one belongs to databases without a write-ahead log. */
const COMPANIONS = ['-wal', '-shm', '-journal'] as const;

/**
 * Replaces the database `to` with the file `from`. There is a complete database at any time, and never another database's log
 * beside it. If the process is killed halfway, the old database remains.
 * @param whole the old database as one file, which stands in for it while its log is moved away; undefined if it has no log, or is
 *   damaged
 * @returns where the old database is now; undefined if there was none, and no log of one
 */
export function swap(from: string, to: string, whole?: string): string | undefined {
  const aside = `${to}.replaced-${timestamp().replaceAll(/[-:.]/g, '')}`;
  const folder = dirname(to);
  const companions = COMPANIONS.filter((suffix) => existsSync(`${to}${suffix}`));
  const isThere = existsSync(to);
  if (isThere) linkSync(to, aside);
  try {
    if (whole !== undefined) {
      renameSync(whole, to);
      flushFolder(folder);
    }
    for (const suffix of companions) renameSync(`${to}${suffix}`, `${aside}${suffix}`);
    flushFolder(folder);
    renameSync(from, to);
  } catch (error) {
    for (const suffix of companions) {
      if (existsSync(`${aside}${suffix}`)) renameSync(`${aside}${suffix}`, `${to}${suffix}`);
    }
    if (isThere) renameSync(aside, to); // This does nothing where both are one file.
    rmSync(aside, { force: true });
    throw error;
  }
  flushFolder(folder);
  return isThere || companions.length > 0 ? aside : undefined;
}
