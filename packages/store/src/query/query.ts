/** Runs one SQL query on a store's file. */
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { InputError } from '@ranksweep/core';
import { blockOf, type Block, type Column, type Row, type Table } from '@ranksweep/tables';
import { openToRead } from '../opening/open.ts';
import { damageIn } from '../file/openErrors.ts';
import { unknownName } from './unknownName.ts';

/** All rows of a query, in the order in which SQLite gives them. */
export interface QueryResult {
  readonly columns: readonly string[];
  /** One array per row; a value is a number, a string, a Buffer or null. */
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * Runs one query that only reads. The file is opened for this query alone. The call returns when SQLite has all rows, and signals
 * are not handled before, so a program that uses it must not catch SIGINT.
 * @throws InputError like `openStore` for reading; if the SQL is not exactly one statement, writes, or returns no rows; with
 *   SQLite's message if it is wrong or fails; and if it meets damage to the file
 */
export const query = (path: string, sql: string): QueryResult =>
  readQuery(path, sql, (columns, statement) => ({ columns, rows: statement.all() }));

/**
 * The same for a result that is not needed as a whole.
 * @param read receives rows, each an array, while the file is open
 */
export function readQuery<Result>(
  path: string,
  sql: string,
  read: (columns: readonly string[], statement: Database.Statement<[], unknown[]>) => Result,
): Result {
  const { columns, statement, failure, close } = openQuery(path, sql);
  try {
    return read(columns, statement);
  } catch (error) {
    throw failure(error);
  } finally {
    close();
  }
}

/**
 * The same for rows that are read one at a time at any pace. Integers are bigints, and therefore exact.
 * @param read may use the table until its promise resolves
 */
export async function streamQuery<Result>(
  path: string,
  sql: string,
  read: (table: Table) => Promise<Result>,
): Promise<Result> {
  const { columns, statement, failure, close } = openQuery(path, sql);
  function* blocks(): Generator<Block> {
    try {
      yield* exactBlocks(statement);
    } catch (error) {
      throw failure(error);
    }
  }
  try {
    return await read({ columns: untyped(columns), blocks: blocks() });
  } finally {
    close();
  }
}

/** Any column of a query may have values of all types. */
export const untyped = (columns: readonly string[]): Column[] =>
  columns.map((name) => ({ name, type: 'any' }));

/** Rows as they are stored. */
export function* exactBlocks(statement: Database.Statement<[], unknown[]>): Generator<Block> {
  for (const row of statement.safeIntegers().iterate()) yield blockOf(row as Row);
}

interface OpenQuery {
  readonly columns: readonly string[];
  readonly statement: Database.Statement<[], unknown[]>;
  /** Explains an error that occurs while rows are read. */
  readonly failure: (error: unknown) => unknown;
  readonly close: () => void;
}

function openQuery(path: string, sql: string): OpenQuery {
  // SQLite would take the part before the NUL for the whole text.
  if (sql.includes('\0'))
    throw new InputError('expected one SQL statement, found a NUL character in the text');
  const file = resolve(path);
  const database = openToRead(file);
  try {
    const statement = database.prepare<[], unknown[]>(sql);
    // ATTACH and BEGIN count as reading too, but return no rows.
    if (!statement.readonly || !statement.reader) throw notAQuery(sql);
    return {
      columns: statement.columns().map(({ name }) => name),
      statement: statement.raw(),
      failure: (error) => sqlFailure(error, file, sql),
      close: () => void database.close(),
    };
  } catch (error) {
    const failure = sqlFailure(error, file, sql, database);
    database.close();
    throw failure;
  }
}

const excerpt = (sql: string): string => (sql.length > 200 ? `${sql.slice(0, 200)}...` : sql);

const notAQuery = (sql: string): InputError =>
  new InputError(
    `expected SQL that reads (SELECT, WITH, EXPLAIN), found '${excerpt(sql)}': ` +
      'to change the database, open it with an SQLite client',
  );

/** @param database the query's, if names can still be looked up in it */
function sqlFailure(error: unknown, file: string, sql: string, database?: Database.Database): unknown {
  if (error instanceof Database.SqliteError) {
    // A name that does not exist is a mistake in the query.
    const damage = error.code === 'SQLITE_ERROR' ? undefined : damageIn(file, error);
    if (damage !== undefined) return damage;
    const unknown = database === undefined ? undefined : unknownName(error.message, { database, sql });
    const refused = `SQLite refused the query: ${error.message}, in '${excerpt(sql)}'`;
    return new InputError(unknown === undefined ? refused : `${refused}: ${unknown}`);
  }
  // better-sqlite3's own error: no statement, or more than one.
  if (error instanceof RangeError) {
    const found = error.message.includes('no statements') ? 'none' : `more than one in '${excerpt(sql)}'`;
    return new InputError(`expected one SQL statement, found ${found}`);
  }
  return error;
}
