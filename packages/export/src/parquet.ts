/** Parquet files, row group by row group: text, int64, double and boolean columns, Snappy compression. */
import { setImmediate } from 'node:timers/promises';
import { fileWriter, parquetWriteRows, type BasicType } from 'hyparquet-writer';
import type { ColumnType, Table, Value } from './table.ts';

/** Rows that are in memory at a time. */
const ROW_GROUP = 50_000;

const PARQUET_TYPES: Readonly<Record<ColumnType, BasicType>> = {
  text: 'STRING',
  integer: 'INT64',
  real: 'DOUBLE',
  boolean: 'BOOLEAN',
};

/** Writes a table. Rejects with an AbortError when the signal stops it. */
export async function writeParquet(path: string, table: Table, signal?: AbortSignal): Promise<void> {
  const writer = fileWriter(path);
  writer.flush = async () => {
    await setImmediate(); // signals are heard between row groups
    signal?.throwIfAborted();
  };
  await parquetWriteRows({
    writer,
    columns: table.columns.map(({ name, type }) => ({ name, type: PARQUET_TYPES[type] })),
    rows: rowObjects(table),
    rowGroupSize: ROW_GROUP,
    createdBy: 'ranksweep',
  });
}

function* rowObjects({ columns, rows }: Table): Generator<Record<string, Value | bigint>> {
  for (const row of rows) {
    yield Object.fromEntries(
      columns.map(({ name, type }, c) => [name, type === 'integer' ? int64(row[c]!) : row[c]!]),
    );
  }
}

const int64 = (value: Value): bigint | null => (value === null ? null : BigInt(value));
