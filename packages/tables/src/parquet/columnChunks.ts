/**
 * One column of a row group, encoded by hyparquet-writer. That library looks at each value several times, and expects INT64 as
 * bigints. Repeated values, and integers that are numbers, are therefore passed to its inner functions in a form that costs only
 * a few nanoseconds per row.
 */
import type { ColumnChunk, DecodedArray, Encoding, SchemaElement, Statistics } from 'hyparquet';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import { writeColumn } from 'hyparquet-writer/src/column.js';
import { writeDataPageV2 } from 'hyparquet-writer/src/datapage.js';
import { writeDictionaryPage } from 'hyparquet-writer/src/dictionary.js';
import type { ByteWriter } from 'hyparquet-writer';
import type { Value } from '../table.ts';
import type { Stretch } from './rowGroups.ts';

export interface ColumnTarget {
  readonly writer: ByteWriter;
  readonly root: SchemaElement;
  /** The schema of a column that may have nulls. */
  readonly element: SchemaElement;
}

type Physical = string | number | bigint | boolean | null;

/** A column with repeated values: a dictionary, and runs of indices into it. */
export function writeStretches(
  target: ColumnTarget,
  stretches: readonly Stretch[],
  count: number,
): ColumnChunk {
  const physical = stretches.map(({ value }) => physicalValue(value, target.element));
  const dictionary = [...new Set(physical)].filter((value) => value !== null);
  // Parquet has no dictionaries of booleans. A dictionary without entries does not count as one.
  if (target.element.type === 'BOOLEAN' || dictionary.length === 0) {
    return writeWhole(
      target,
      stretches.flatMap((stretch, s) => new Array<Physical>(stretch.count).fill(physical[s]!)),
    );
  }
  const places = new Map(dictionary.map((value, place) => [value, place]));
  const indexes = new Uint32Array(count);
  const definitionLevels = new Uint8Array(count);
  let at = 0;
  stretches.forEach((stretch, s) => {
    const value = physical[s]!;
    if (value !== null) {
      indexes.fill(places.get(value)!, at, at + stretch.count);
      definitionLevels.fill(1, at, at + stretch.count);
    }
    at += stretch.count;
  });
  const hasNulls = physical.includes(null);
  return writeChunk(target, {
    dictionary,
    encoding: 'RLE_DICTIONARY',
    values: hasNulls
      ? Array.from(indexes, (place, i) => (definitionLevels[i] === 1 ? place : null))
      : indexes,
    definitionLevels,
    statistics: rangeOf(dictionary),
  });
}

/** A column with one value per row. */
export function writeParts(
  target: ColumnTarget,
  parts: readonly ArrayLike<Value>[],
  count: number,
): ColumnChunk {
  const { type } = target.element;
  if (type === 'INT64') {
    const integers = smallIntegers(parts, count);
    if (integers !== undefined) return writeDifferences(target, integers);
  }
  if (type === 'DOUBLE' && parts.every((part) => part instanceof Float64Array)) {
    const values = new Float64Array(count);
    let at = 0;
    for (const part of parts) {
      values.set(part, at);
      at += part.length;
    }
    return writeWhole(target, values);
  }
  return writeWhole(
    target,
    parts.flatMap((part) => Array.from(part, (value) => physicalValue(value, target.element))),
  );
}

/** Stores differences, which are equal if a trajectory is recorded at regular intervals. */
function writeDifferences(target: ColumnTarget, integers: Int32Array): ColumnChunk {
  let [least, most] = [integers[0]!, integers[0]!];
  for (const value of integers) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return writeChunk(target, {
    encoding: 'DELTA_BINARY_PACKED',
    values: integers,
    definitionLevels: new Uint8Array(integers.length).fill(1),
    statistics: { min_value: BigInt(least), max_value: BigInt(most) },
  });
}

/** The parts joined, if all are 32-bit integers; otherwise undefined. */
function smallIntegers(parts: readonly ArrayLike<Value>[], count: number): Int32Array | undefined {
  const integers = new Int32Array(count);
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) {
      const value = part[i]!;
      integers[at] = value as number;
      if (integers[at++] !== value) return undefined;
    }
  }
  return integers;
}

interface Page {
  readonly dictionary?: readonly Physical[];
  readonly encoding: Encoding;
  /** One a row. */
  readonly values: DecodedArray;
  /** 0 where it is null, else 1. */
  readonly definitionLevels: Uint8Array;
  readonly statistics: Statistics;
}

function writeChunk(
  target: ColumnTarget,
  { dictionary, encoding, values, definitionLevels, statistics }: Page,
): ColumnChunk {
  const { writer, element } = target;
  const column = encoderOf(target);
  const start = writer.offset;
  let uncompressed = 0;
  if (dictionary !== undefined) uncompressed += writeDictionaryPage(writer, column, [...dictionary]);
  const dataStart = writer.offset;
  uncompressed += writeDataPageV2({ writer, column, encoding, pageData: pageOf(values, definitionLevels) });
  let nulls = 0;
  for (const level of definitionLevels) nulls += 1 - level;
  return {
    meta_data: {
      type: element.type!,
      encodings: dictionary === undefined ? [encoding] : ['PLAIN', encoding],
      path_in_schema: [element.name],
      codec: column.codec,
      num_values: BigInt(definitionLevels.length),
      total_uncompressed_size: BigInt(uncompressed),
      total_compressed_size: BigInt(writer.offset - start),
      data_page_offset: BigInt(dataStart),
      ...(dictionary === undefined ? {} : { dictionary_page_offset: BigInt(start) }),
      statistics: { ...statistics, null_count: BigInt(nulls) },
    },
    file_offset: BigInt(start),
  };
}

/** The same result as the library's own function. */
function writeWhole(target: ColumnTarget, values: DecodedArray): ColumnChunk {
  const definitionLevels = new Uint8Array(values.length).fill(1);
  if (Array.isArray(values)) values.forEach((value, i) => (definitionLevels[i] = value === null ? 0 : 1));
  const pageData = pageOf(values, definitionLevels);
  return writeColumn({ writer: target.writer, column: encoderOf(target), pageData }).chunk;
}

const pageOf = (values: DecodedArray, definitionLevels: Uint8Array) => ({
  values,
  definitionLevels: definitionLevels as unknown as number[], // only read, by place
  repetitionLevels: [],
  maxDefinitionLevel: 1,
});

const encoderOf = ({ root, element }: ColumnTarget) => ({
  columnName: element.name,
  element,
  schemaPath: [root, element],
  codec: 'SNAPPY' as const,
  compressors: { SNAPPY: snappyCompress },
  stats: true,
  pageSize: 0, // One page per column and group.
  columnIndex: false,
  offsetIndex: false,
});

function physicalValue(value: Value, { type }: SchemaElement): Physical {
  if (value === null) return null;
  if (type === 'INT64') return BigInt(value as number | bigint);
  return value as Physical;
}

/** The least and largest values, with texts compared by their bytes; none if there is nothing but NaN. */
function rangeOf(values: readonly Physical[]): Statistics {
  const ordered = values
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) =>
      typeof a === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(b as string)) : a! < b! ? -1 : 1,
    );
  return ordered.length === 0 ? {} : { min_value: ordered[0]!, max_value: ordered.at(-1)! };
}
