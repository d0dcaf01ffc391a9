/** What any client of SQLite reads in a folder's database. `ranksweep sql` has tests of its own, and takes half a second to start. */
import { join } from 'node:path';
import Database, { type Statement } from 'better-sqlite3';

export const rowsIn = <Row>(folder: string, query: string): Row[] =>
  read(folder, query, (statement) => statement.all() as Row[]);

/** Heads and rows, as `sql --format csv` has them where there is nothing to quote. */
export const csvIn = (folder: string, query: string): string =>
  read(folder, query, (statement) => {
    const heads = statement.columns().map(({ name }) => name);
    const rows = statement.raw().all() as unknown[][];
    return [heads, ...rows].map((row) => `${row.join(',')}\n`).join('');
  });

function read<Answer>(folder: string, query: string, answer: (statement: Statement) => Answer): Answer {
  const client = new Database(join(folder, 'results', 'ranksweep.db'), { readonly: true });
  try {
    return answer(client.prepare(query));
  } finally {
    client.close();
  }
}
