/** The bytes of a segment without rows. */
import Database from 'better-sqlite3';
import { migrate } from '../migrations/migrate.ts';

let bytes: Buffer | undefined;

/** A database of the ordinary schema, made once in a process: making one takes longer than writing a short run. */
export function emptySegment(): Buffer {
  if (bytes === undefined) {
    const database = new Database(':memory:');
    try {
      migrate(database);
      // Most of what a short run takes. Merging needs none of them.
      const indexes = database
        .prepare(
          `SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND name <> 'events_by_run'`,
        )
        .pluck()
        .all() as string[];
      for (const name of indexes) database.exec(`DROP INDEX ${name}`);
      database.exec('VACUUM');
      bytes = database.serialize();
    } finally {
      database.close();
    }
  }
  return bytes;
}
