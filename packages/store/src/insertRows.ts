/** Many rows in one statement: most of a small row's time is spent on the call. */
import type { Connection } from './connection.ts';

/** SQLite takes 32766 parameters a statement; beyond a few dozen rows nothing is gained. */
const ROWS_PER_STATEMENT = 64;

/** @param into table and columns, such as `finals (run_id, metric_id, value)` */
export function insertRows(
  { statement }: Connection,
  into: string,
  rows: readonly (readonly unknown[])[],
): void {
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    const some = rows.slice(start, start + ROWS_PER_STATEMENT);
    const row = `(${some[0]!.map(() => '?').join(', ')})`;
    statement(`INSERT INTO ${into} VALUES ${some.map(() => row).join(', ')}`).run(some.flat());
  }
}
