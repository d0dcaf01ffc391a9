/** Migrates a database to the newest schema, and recognises files of other applications. */
import type Database from 'better-sqlite3';
import { newerVersion, notRanksweep } from '../file/openErrors.ts';
import { refreshRunTable, storedParamNames } from '../rows/runTable.ts';
import { migrations as allMigrations, type Migration } from './migrations.ts';

/** 'rksw' in ASCII, at byte 68 of the file, so that `file` and SQLite tools can identify the database. */
export const APPLICATION_ID = 0x726b7377;

/**
 * Applies all missing migrations, or none, in one exclusive transaction. Several processes may do so at once. Foreign keys must
 * be off, since a migration may rebuild a table; they are checked before the commit.
 * @throws InputError if the database belongs to another application or a newer version; nothing is changed then
 */
export function migrate(database: Database.Database, migrations: readonly Migration[] = allMigrations): void {
  const pending = (): boolean => versionOf(database, migrations) < migrations.length;
  if (!pending()) return;
  database
    .transaction(() => {
      if (!pending()) return; // Another process migrated it first.
      // ALTER TABLE refuses to work under a view that names what it changes.
      database.exec('DROP VIEW IF EXISTS run_table');
      for (const { sql, fill } of migrations.slice(versionOf(database, migrations))) {
        database.exec(sql);
        fill?.(database);
      }
      database.pragma(`application_id = ${APPLICATION_ID}`);
      database.pragma(`user_version = ${migrations.length}`);
      refreshRunTable(database, storedParamNames(database));
      const [dangling] = database.pragma('foreign_key_check') as { table: string }[];
      if (dangling !== undefined) throw new Error(`migration left dangling rows in ${dangling.table}`);
    })
    .exclusive();
  // The version must be readable in the file's header without the log.
  database.pragma('wal_checkpoint(TRUNCATE)');
}

/**
 * The schema version; 0 if the database is empty.
 * @throws InputError if the database is another application's or of a newer version
 * @throws SqliteError if its schema cannot be read
 */
export function versionOf(
  database: Database.Database,
  migrations: readonly Migration[] = allMigrations,
): number {
  const version = database.pragma('user_version', { simple: true }) as number;
  const objects = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get();
  const ours = database.pragma('application_id', { simple: true }) === APPLICATION_ID;
  if (!ours && (objects !== 0 || version !== 0)) throw notRanksweep(database.name);
  if (version > migrations.length) throw newerVersion(database.name, version, migrations.length);
  return version;
}
