/** One file in the place of another, which is left beside it with its log. */
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { timestamp } from '../connection.ts';

/** What SQLite keeps beside a database; the last is of one without a write-ahead log. */
const COMPANIONS = ['-wal', '-shm', '-journal'] as const;

/**
 * Puts the file `from` in the place of the database `to`. There is a whole database at any time, and never another's log
 * beside it: one that is killed in its midst leaves the old database there.
 * @returns where the old one is now; undefined where there was none, and no log of one
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

/** So that the names outlive a power cut. Windows has no way to do it. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
