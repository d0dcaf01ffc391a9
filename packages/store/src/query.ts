/** One SQL query on a store's file, for the command line. */
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { InputError } from '@ranksweep/core';
import { openToRead } from './open.ts';

export interface QueryResult {
  readonly columns: readonly string[];
  /** One array a row; a value is a number, a string, a Buffer or null. */
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * Runs one query that reads; the file is opened for this query alone.
 * @throws InputError as `openStore` for reading does; if the SQL is not exactly one statement, writes or returns
 *   no rows; and with SQLite's message if it is wrong or fails
 */
export function query(path: string, sql: string): QueryResult {
  const database = openToRead(resolve(path));
  try {
    const statement = database.prepare<[], unknown[]>(sql);
    // ATTACH and BEGIN count as reading too, but return no rows.
    if (!statement.readonly || !statement.reader) throw notAQuery(sql);
    return { columns: statement.columns().map(({ name }) => name), rows: statement.raw().all() };
  } catch (error) {
    throw sqlFailure(error, sql);
  } finally {
    database.close();
  }
}

const excerpt = (sql: string): string => (sql.length > 200 ? `${sql.slice(0, 200)}...` : sql);

const notAQuery = (sql: string): InputError =>
  new InputError(
    `expected SQL that reads (SELECT, WITH, EXPLAIN), found '${excerpt(sql)}': ` +
      'to change the database, open it with an SQLite client',
  );

function sqlFailure(error: unknown, sql: string): unknown {
  if (error instanceof Database.SqliteError) {
    return new InputError(`SQLite refused the query: ${error.message}, in '${excerpt(sql)}'`);
  }
  // better-sqlite3's own: no statement, or more than one.
  if (error instanceof RangeError) return new InputError(`expected one SQL statement: ${error.message}`);
  return error;
}
