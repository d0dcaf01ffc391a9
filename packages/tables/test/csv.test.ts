import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvPieces, type Row, type Value } from '../src/index.ts';
import { noPython, python, tableOf, untyped, whole } from './support/tables.ts';

const csv = (names: string[], ...rows: Row[]): string => whole(csvPieces(untyped(names, rows)));
const field = (value: Value): string => csv(['a', 'b'], [value, 0n]).slice('a,b\n'.length, -',0\n'.length);

describe('values as CSV', () => {
  it.each<[Value, string]>([
    [1n, '1'],
    [-9223372036854775808n, '-9223372036854775808'],
    [1, '1.0'],
    [-0, '-0.0'],
    [0.1, '0.1'],
    [1e20, '100000000000000000000.0'],
    [1e21, '1e+21'],
    [5e-324, '5e-324'],
    [NaN, 'NaN'],
    [Infinity, 'inf'],
    [-Infinity, '-inf'],
    [null, ''],
    ['', '""'],
    ['a "b", c\r\nd', '"a ""b"", c\r\nd"'],
    ['Infinity', 'Infinity'],
    [true, 'true'],
    [Uint8Array.of(0, 10, 255), `X'000AFF'`],
    [new Uint8Array(0), `X''`],
  ])('%o is %s', (value, text) => {
    expect(field(value)).toBe(text);
  });

  it('of a column of integers are without a point, numbers too', () => {
    expect(whole(csvPieces(tableOf({ a: 'integer', b: 'real' }, [[3, 3]])))).toBe('a,b\n3,3.0\n');
  });

  it('that are alone in their row leave no empty line, which readers skip', () => {
    expect(csv(['a'], [null], [1n], [null])).toBe('a\n""\n1\n""\n');
  });

  it('of columns of one name stand under names of their own', () => {
    expect(csv(['a', 'a', 'b', 'a', 'a:1'], [1n, 2n, 3n, 4n, 5n])).toBe('a,a:2,b,a:3,a:1\n1,2,3,4,5\n');
  });
});

const values = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('"', ',', '\n', '\r', '\r\n', '', ' x ', '""'),
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);

it.skipIf(noPython)('is read by Python as it was written', () => {
  const read = `
import csv, io, json, sys
text = sys.stdin.buffer.read().decode('utf-8')
print(json.dumps(list(csv.reader(io.StringIO(text, newline='')))))`;
  const asRead = (value: Value): string => {
    if (typeof value !== 'number') return String(value as string | bigint);
    return Number.isFinite(value) ? '' : String(value).replace('Infinity', 'inf');
  };
  fc.assert(
    fc.property(fc.array(fc.tuple(values, values), { minLength: 200, maxLength: 300 }), (rows) => {
      const [head, ...found] = JSON.parse(python(read, csv(['a', 'b'], ...rows))) as string[][];
      expect(head).toEqual(['a', 'b']);
      expect(found).toHaveLength(rows.length);
      found.forEach((row, r) =>
        row.forEach((text, c) => {
          const value = rows[r]![c]!;
          if (typeof value === 'number' && Number.isFinite(value)) expect(Number(text)).toBe(value);
          else expect(text).toBe(asRead(value));
        }),
      );
    }),
    { numRuns: 5 },
  );
});

describe('pieces', () => {
  it('are the same whether rows share their first values or not', () => {
    const apart = [0, 1, 2].map((i): Row => ['x', null, i, i / 2]);
    const columns = { a: 'text', b: 'text', c: 'integer', d: 'real' } as const;
    const { columns: named } = tableOf(columns, []);
    const block = { count: 3, same: ['x', null], each: [Float64Array.of(0, 1, 2), [0, 0.5, 1]] };
    expect(whole(csvPieces({ columns: named, blocks: [block] }))).toBe(
      whole(csvPieces(tableOf(columns, apart))),
    );
  });

  it('come as rows are taken, and each is small whatever its value is', () => {
    const text = `"${'𝛼'.repeat(2_000_001)}`;
    const bytes = new Uint8Array(3_000_001).fill(171);
    let taken = 0;
    function* blocks() {
      for (const value of [text, bytes, 'end']) {
        taken++;
        yield { count: 1, same: [value], each: [] };
      }
    }
    const pieces = csvPieces({ columns: [{ name: 'a', type: 'any' }], blocks: blocks() });
    const first = pieces.next().value as string;
    expect(taken).toBe(1);
    const rest = [...pieces];
    expect(Math.max(...rest.map(({ length }) => length))).toBeLessThan(200_000);
    // Bytes of each piece by itself, as a file gets them: no character is cut in two.
    const whole = Buffer.concat([first, ...rest].map((piece) => Buffer.from(piece))).toString();
    expect(whole).toBe(`a\n"""${text.slice(1)}"\nX'${'AB'.repeat(bytes.length)}'\nend\n`);
  });
});
