/** A database as version 3 of the schema has had it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { temporaryFolder } from './fixtures.ts';

/** @param changes SQL of what another program has done to it since. @returns its path */
export function version3(changes = ''): string {
  const path = join(temporaryFolder(), 'version3.db');
  const database = new Database(path);
  database.exec(readFileSync(new URL('version3.sql', import.meta.url), 'utf8'));
  database.exec(changes);
  database.close();
  return path;
}
