/** Inserts many rows with one statement, because most of the time for a small row is spent on the call. */
import type { Connection } from '../connection/connection.ts';

/** SQLite accepts 32766 parameters per statement, but more than a few dozen rows gain nothing. */
const ROWS_PER_STATEMENT = 64;

export interface InsertOptions {
  /** What happens to a row that already exists. Default: the statement fails. */
  readonly onConflict?: string;
}

/** @param into table and columns, such as `finals (run_id, metric_id, value)` */
export function insertRows(
  { statement }: Connection,
  into: string,
  rows: readonly (readonly unknown[])[],
  { onConflict = '' }: InsertOptions = {},
): void {
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    const some = rows.slice(start, start + ROWS_PER_STATEMENT);
    statement(insertion(into, some, onConflict)).run(some.flat());
  }
}

/** Statements by table and number of rows. Building the text takes about as long as inserting a row. */
const insertions = new Map<string, string[]>();

function insertion(into: string, rows: readonly (readonly unknown[])[], onConflict: string): string {
  const known = insertions.get(into) ?? [];
  insertions.set(into, known);
  return (known[rows.length] ??=
    `INSERT INTO ${into} VALUES ${rows.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ')} ${onConflict}`);
}
