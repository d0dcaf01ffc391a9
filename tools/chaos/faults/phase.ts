/** What a process was about when it was killed, told from what it left. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { copyDatabase } from '../database/copy.ts';

export type Phase = 'starting' | 'planning' | 'computing' | 'ending';

/** When the database and its log were last written. */
export const timesOf = (database: string): string =>
  ['', '-wal']
    .map((suffix) => statSync(`${database}${suffix}`, { throwIfNoEntry: false })?.mtimeMs ?? 'none')
    .join(' ');

/** @param before the file's times when the process was started */
export function phaseOf(database: string, folder: string, pid: number, before: string): Phase {
  if (timesOf(database) === before) return 'starting';
  const copy = new Database(copyDatabase(database, join(folder, 'phase')));
  try {
    if (copy.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'runs'`).get() === undefined)
      return 'planning';
    if (copy.prepare('SELECT 1 FROM leases WHERE pid = ?').get(pid) !== undefined) return 'computing';
    const left = copy
      .prepare(`SELECT count(*) FROM runs WHERE status IN ('pending', 'running')`)
      .pluck()
      .get();
    const known = copy.prepare('SELECT count(*) FROM runs').pluck().get();
    return left === 0 && known !== 0 ? 'ending' : 'planning';
  } finally {
    copy.close();
  }
}
