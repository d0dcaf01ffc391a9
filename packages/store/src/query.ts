/** One SQL query on a store's file. */
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { InputError } from '@ranksweep/core';
import { openToRead } from './open.ts';
import { damageIn } from './openErrors.ts';

export interface QueryResult {
  readonly columns: readonly string[];
  /** One array a row; a value is a number, a string, a Buffer or null. */
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * Runs one query that reads; the file is opened for this query alone. It ends when SQLite has all rows: no signal is
 * heard before, so a program that asks for it must not catch SIGINT.
 * @throws InputError as `openStore` for reading does; if the SQL is not exactly one statement, writes or returns
 *   no rows; with SQLite's message if it is wrong or fails; and if it meets damage to the file
 */
export const query = (path: string, sql: string): QueryResult =>
  readQuery(path, sql, (columns, statement) => ({ columns, rows: statement.all() }));

/**
 * The same for a result that is not wanted whole.
 * @param read takes rows, each an array, as long as the file is open
 */
export function readQuery<Result>(
  path: string,
  sql: string,
  read: (columns: readonly string[], statement: Database.Statement<[], unknown[]>) => Result,
): Result {
  // SQLite would take what comes before it for the whole.
  if (sql.includes('\0'))
    throw new InputError('expected one SQL statement, found a NUL character in the text');
  const file = resolve(path);
  const database = openToRead(file);
  try {
    const statement = database.prepare<[], unknown[]>(sql);
    // ATTACH and BEGIN count as reading too, but return no rows.
    if (!statement.readonly || !statement.reader) throw notAQuery(sql);
    const columns = statement.columns().map(({ name }) => name);
    return read(columns, statement.raw());
  } catch (error) {
    throw sqlFailure(error, file, sql);
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

function sqlFailure(error: unknown, file: string, sql: string): unknown {
  if (error instanceof Database.SqliteError) {
    // A name that is not there is the query's mistake.
    const damage = error.code === 'SQLITE_ERROR' ? undefined : damageIn(file, error);
    if (damage !== undefined) return damage;
    return new InputError(`SQLite refused the query: ${error.message}, in '${excerpt(sql)}'`);
  }
  // better-sqlite3's own: no statement, or more than one.
  if (error instanceof RangeError) return new InputError(`expected one SQL statement: ${error.message}`);
  return error;
}
