/** Copies a database and checks the copy. */
import Database from 'better-sqlite3';
import { readFileHeader } from '../file/fileHeader.ts';
import { APPLICATION_ID } from '../migrations/migrate.ts';
import { migrations } from '../migrations/migrations.ts';
import { openToRead } from '../opening/open.ts';
import { flush } from '../file/flush.ts';
import { damageIn } from '../file/openErrors.ts';

/** Throws like `backUp`. */
export function copyDatabase(source: string, target: string): void {
  const database = openSource(source);
  try {
    // VACUUM INTO copies one snapshot. SQLite's online backup starts again whenever another process writes, and also copies free
    // pages.
    database.prepare('VACUUM INTO ?').run(target);
  } catch (error) {
    const damage = damageIn(source, error);
    if (damage !== undefined) throw damage;
    throw new Error(`${target}: cannot be written: ${(error as Error).message}`, { cause: error });
  } finally {
    database.close();
  }
  requireSound(target);
  flush(target);
}

/**
 * Opens a database to copy it. An older one is copied without migrating it, because people want a copy before an update.
 * @throws InputError if there is no ranksweep database
 */
export function openSource(file: string): Database.Database {
  const header = readFileHeader(file);
  const isOlder =
    header.kind === 'sqlite' && header.applicationId === APPLICATION_ID && header.version < migrations.length;
  if (isOlder) return new Database(file, { fileMustExist: true });
  const database = openToRead(file);
  database.pragma('query_only = OFF'); // SQLite counts the copy as a write.
  return database;
}

function requireSound(file: string): void {
  const database = new Database(file, { readonly: true });
  try {
    const found = database.pragma('integrity_check(1)', { simple: true }) as string;
    if (found !== 'ok') throw new Error(`expected a sound copy, found ${found}: the disk may be failing`);
  } finally {
    database.close();
  }
}
