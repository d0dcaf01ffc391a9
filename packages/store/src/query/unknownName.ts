/** A name in a query that the database does not have: which names it has that are near. */
import type Database from 'better-sqlite3';
import { hint } from '@ranksweep/core';

/**
 * @param message SQLite's, about a query that it refuses
 * @returns what was expected and found; undefined for a message that is not about a table or a column
 */
export function unknownName(
  message: string,
  { database, sql }: { readonly database: Database.Database; readonly sql: string },
): string | undefined {
  const [, what, found] = /^no such (table|column): ([\w.{},]+)$/.exec(message) ?? [];
  if (what === undefined || found === undefined) return undefined;
  const name = found.slice(found.lastIndexOf('.') + 1);
  const tables = tablesOf(database);
  if (what === 'table') return `expected a table or a view, found ${found}${hint(name, tables, 'there are')}`;
  const named = tables.filter((table) => new RegExp(`\\b${table}\\b`, 'i').test(sql));
  if (named.length === 0) return undefined;
  const columns = new Set(named.flatMap((table) => columnsOf(database, table)));
  // SQL takes what stands before a dot for a table, of which an alias may stand before the column.
  const dotted = [found, found.slice(found.indexOf('.') + 1)].find(
    (one) => one.includes('.') && columns.has(one),
  );
  if (dotted !== undefined) {
    return `expected a column with a dot in its name in double quotes, found ${dotted}; write "${dotted}"`;
  }
  return `expected a column of ${named.join(' or ')}, found ${found}${hint(name, [...columns], 'there are')}`;
}

/** Without SQLite's own. */
const tablesOf = (database: Database.Database): string[] =>
  database
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .pluck()
    .all();

const columnsOf = (database: Database.Database, table: string): string[] =>
  database.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
