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
      bytes = database.serialize();
    } finally {
      database.close();
    }
  }
  return bytes;
}
