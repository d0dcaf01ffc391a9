/** What the program itself says of a file, by its digests: no fault may leave rows that these do not fit. */
import { inspect, openStore } from '@ranksweep/store';
import Database from 'better-sqlite3';
import type { Finding } from './finding.ts';

/** @param path of a database that no process has open, or of a copy; nothing is found where it was not set up yet */
export function checkDigests(path: string): Finding[] {
  if (!hasDigests(path)) return [];
  const store = openStore(path, { readOnly: true });
  try {
    return [...inspect(store)].flatMap(({ found }) =>
      found.map(({ text }) => ({ kind: 'damaged', where: text })),
    );
  } finally {
    store.close();
  }
}

function hasDigests(path: string): boolean {
  const database = new Database(path);
  try {
    return database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'sweep_digests'`).get() !== undefined;
  } catch {
    return false; // the comparison says so
  } finally {
    database.close();
  }
}
