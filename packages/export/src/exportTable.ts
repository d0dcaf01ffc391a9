/** Exports a table of a sweep or of runs as CSV or Parquet. */
import type { ReadOnlyStore } from '@ranksweep/store';
import { csvPieces, type Block } from '@ranksweep/tables';
import { parquetPieces } from '@ranksweep/tables/parquet';
import type { Subject } from './subject.ts';
import { tableOf, type TableName } from './tables.ts';
import type { PieceWriter } from './writePieces.ts';

const writers = { csv: csvPieces, parquet: parquetPieces } as const;
export type TableFormat = keyof typeof writers;

export interface TableExported<Result> {
  readonly rows: number;
  /** What the writer returns. */
  readonly written: Result;
}

/** Reads rows as the writer takes them. Throws like the writer. */
export async function exportTable<Result>(
  store: ReadOnlyStore,
  subject: Subject,
  { table, format }: { readonly table: TableName; readonly format: TableFormat },
  write: PieceWriter<Result>,
): Promise<TableExported<Result>> {
  const { columns, blocks } = tableOf(store, subject, table);
  let rows = 0;
  function* counted(): Generator<Block> {
    for (const block of blocks) {
      yield block;
      rows += block.count;
    }
  }
  const written = await write(writers[format]({ columns, blocks: counted() }));
  return { rows, written };
}
