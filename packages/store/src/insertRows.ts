/** Many rows in one statement: most of a small row's time is spent on the call. */
import type { Connection } from './connection.ts';

/** SQLite takes 32766 parameters a statement; beyond a few dozen rows nothing is gained. */
const ROWS_PER_STATEMENT = 64;

export interface InsertOptions {
  /** What becomes of a row that is there already. Default: the statement fails. */
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

/** By table and number of rows: to put a text together takes about as long as to insert a row. */
const insertions = new Map<string, string[]>();

function insertion(into: string, rows: readonly (readonly unknown[])[], onConflict: string): string {
  const known = insertions.get(into) ?? [];
  insertions.set(into, known);
  return (known[rows.length] ??=
    `INSERT INTO ${into} VALUES ${rows.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ')} ${onConflict}`);
}
