/** A table of a sweep or a run as one CSV or Parquet file. */
import type { ReadOnlyStore } from '@ranksweep/store';
import { writeCsv } from './csv.ts';
import { writeNewFile, type NewFileOptions } from './newFile.ts';
import { writeParquet } from './parquet.ts';
import type { Subject } from './subject.ts';
import type { Row } from './table.ts';
import { tableOf, type TableName } from './tables.ts';

const writers = { csv: writeCsv, parquet: writeParquet };
export type TableFormat = keyof typeof writers;

export interface TableExported {
  readonly rows: number;
  readonly bytes: number;
}

/** Throws as `writeNewFile`. */
export async function exportTable(
  store: ReadOnlyStore,
  subject: Subject,
  table: TableName,
  format: TableFormat,
  file: NewFileOptions,
): Promise<TableExported> {
  const { columns, rows } = tableOf(store, subject, table);
  let count = 0;
  function* counted(): Generator<Row> {
    for (const row of rows) {
      count++;
      yield row;
    }
  }
  const bytes = await writeNewFile(file, (path) =>
    writers[format](path, { columns, rows: counted() }, file.signal),
  );
  return { rows: count, bytes };
}
