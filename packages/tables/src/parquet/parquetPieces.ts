/** Parquet files, row group by row group: text, int64, double and boolean columns, Snappy compression. */
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { distinctNames } from '../distinctNames.ts';
import type { Column, ColumnType, Table } from '../table.ts';
import { writeParts, writeStretches } from './columnChunks.ts';
import { rowGroups, type RowGroup } from './rowGroups.ts';

const ELEMENTS: Readonly<Record<Exclude<ColumnType, 'any'>, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  integer: { type: 'INT64' },
  real: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
};

/**
 * A Parquet file in pieces, one per row group. Only the metadata of the groups grows with the number of rows, by some kilobytes
 * per group.
 */
export function* parquetPieces({ columns, blocks }: Table): Generator<Uint8Array> {
  const writer = new ByteWriter();
  const root: SchemaElement = { name: 'root', num_children: columns.length };
  const elements = elementsOf(columns);
  const file = new ParquetWriter({ writer, schema: [root, ...elements], createdBy: 'ranksweep' });
  for (const group of rowGroups(blocks)) {
    addGroup(file, writer, root, elements, group);
    yield taken(writer);
  }
  void file.finish(); // This does not wait, since the writer is in memory.
  yield taken(writer);
}

function addGroup(
  file: ParquetWriter,
  writer: ByteWriter,
  root: SchemaElement,
  elements: readonly SchemaElement[],
  { count, stretches, parts }: RowGroup,
): void {
  const start = writer.offset;
  const columns = elements.map((element, c) => {
    const target = { writer, root, element };
    return c < stretches.length
      ? writeStretches(target, stretches[c]!, count)
      : writeParts(target, parts[c - stretches.length]!, count);
  });
  const sizes = columns.map(({ meta_data }) => meta_data!.total_uncompressed_size);
  file.num_rows += BigInt(count);
  file.row_groups.push({
    columns,
    num_rows: BigInt(count),
    total_byte_size: sizes.reduce((sum, size) => sum + size, 0n),
    total_compressed_size: BigInt(writer.offset - start),
  });
}

function elementsOf(columns: readonly Column[]): SchemaElement[] {
  const names = distinctNames(columns.map(({ name }) => name));
  return columns.map(({ type }, c) => {
    if (type === 'any') throw new TypeError(`column ${names[c]}: Parquet needs one type a column`);
    return { name: names[c]!, repetition_type: 'OPTIONAL', ...ELEMENTS[type] };
  });
}

/** What was written since the last call. The writer's buffer is reused, while its count of bytes continues. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}
