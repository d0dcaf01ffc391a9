import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, ColumnType, Row, Table, Value } from '../src/index.ts';
import { parquetPieces } from '../src/parquet/parquetPieces.ts';
import { MOST_ROWS } from '../src/parquet/rowGroups.ts';
import { tableOf } from './support/tables.ts';

const fileOf = (table: Table): ArrayBuffer => {
  const bytes = Buffer.concat([...parquetPieces(table)]);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
};

/** Rows as an independent reader finds them. */
async function read(table: Table): Promise<Value[][]> {
  const rows = await parquetReadObjects({ file: fileOf(table) });
  return rows.map((row) => table.columns.map(({ name }) => (row[name] ?? null) as Value));
}

/** Every row by itself. */
const rowsOf = (blocks: readonly Block[]): Row[] =>
  blocks.flatMap(({ count, same, each }) =>
    Array.from({ length: count }, (_, i) => [...same, ...each.map((values) => values[i]!)]),
  );

const types = { s: 'text', i: 'integer', r: 'real', b: 'boolean' } as const;
const texts = fc.option(fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()));
const integers = fc.option(
  fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.constantFrom(2 ** 31, -(2 ** 31) - 1)),
);
const reals = fc.option(fc.double().map((value) => value + 0));

const blocks = fc.array(
  fc.integer({ min: 0, max: 40 }).chain((count) =>
    fc
      .record({
        same: fc.tuple(texts, integers, reals, fc.option(fc.boolean())),
        integer: fc.array(integers, { minLength: count, maxLength: count }),
        real: fc.array(
          fc.double().map((value) => value + 0),
          { minLength: count, maxLength: count },
        ),
        text: fc.array(texts, { minLength: count, maxLength: count }),
      })
      .map(({ same, integer, real, text }): Block => ({
        count,
        same,
        each: [integer, Float64Array.from(real), text],
      })),
  ),
);

it('is read as it was written, whatever is shared, null or large', async () => {
  const columns = Object.entries({ ...types, I: 'integer', R: 'real', S: 'text' } as const).map(
    ([name, type]) => ({ name, type: type as ColumnType }),
  );
  await fc.assert(
    fc.asyncProperty(blocks, async (given) => {
      const expected = rowsOf(given).map((row) =>
        row.map((value, c) =>
          columns[c]!.type === 'integer' && value !== null ? BigInt(value as number) : value,
        ),
      );
      expect(await read({ columns, blocks: given })).toEqual(expected);
    }),
  );
});

describe('row groups', () => {
  const columns = tableOf({ run: 'integer', value: 'real' }, []).columns;
  const block = (run: number, count: number): Block => ({
    count,
    same: [run],
    each: [Float64Array.from({ length: count }, (_, i) => i)],
  });

  it('are cut wherever blocks end, and say what is in them', async () => {
    const given = [block(1, MOST_ROWS - 3), block(2, MOST_ROWS + 5), block(3, 1)];
    const { row_groups, num_rows } = parquetMetadata(fileOf({ columns, blocks: given }));
    expect(Number(num_rows)).toBe(2 * MOST_ROWS + 3);
    expect(row_groups.map((group) => Number(group.num_rows))).toEqual([MOST_ROWS, MOST_ROWS, 3]);
    const ranges = row_groups.map((group) =>
      group.columns.map(({ meta_data }) => [
        meta_data!.statistics!.min_value,
        meta_data!.statistics!.max_value,
      ]),
    );
    expect(ranges).toEqual([
      [
        [1n, 2n],
        [-0, MOST_ROWS - 4],
      ],
      [
        [2n, 2n],
        [3, MOST_ROWS + 2],
      ],
      [
        [2n, 3n],
        [-0, MOST_ROWS + 4],
      ],
    ]);
    const rows = await read({ columns, blocks: given });
    expect(rows).toEqual(rowsOf(given).map(([run, value]) => [BigInt(run as number), value]));
  });

  it('are written as blocks are taken, and the fewer rows the longer the texts', () => {
    let taken = 0;
    function* many(text: string): Generator<Block> {
      for (; taken < 200; taken++) yield { count: 1, same: [`${taken}${text}`, 1], each: [] };
    }
    const named = tableOf({ text: 'text', n: 'integer' }, []).columns;
    const pieces = parquetPieces({ columns: named, blocks: many('x'.repeat(1_000_000)) });
    pieces.next();
    expect(taken).toBeLessThan(20);
    pieces.return(undefined);
  });
});

it('has a schema without rows, columns of one name under names of their own', () => {
  const table = {
    columns: [...tableOf({ a: 'text' }, []).columns, ...tableOf({ a: 'real' }, []).columns],
    blocks: [],
  };
  const { schema, num_rows } = parquetMetadata(fileOf(table));
  expect(Number(num_rows)).toBe(0);
  expect(schema.slice(1).map(({ name, type }) => [name, type])).toEqual([
    ['a', 'BYTE_ARRAY'],
    ['a:1', 'DOUBLE'],
  ]);
});

it('refuses columns that have no type', () => {
  expect(() => parquetPieces(tableOf({ a: 'any' }, [])).next()).toThrow(
    'column a: Parquet needs one type a column',
  );
});
