import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPieces, type Row, type Value } from '../src/index.ts';
import { noPython, python, untyped, whole } from './support/tables.ts';

const json = (names: string[], ...rows: Row[]): string => whole(jsonPieces(untyped(names, rows)));

describe('values as JSON', () => {
  it.each<[Value, string]>([
    [9007199254740993n, '9007199254740993'],
    [1, '1.0'],
    [-0, '-0.0'],
    [NaN, '{"real": "NaN"}'],
    [Infinity, '9e999'],
    [-Infinity, '-9e999'],
    [null, 'null'],
    ['', '""'],
    ['NaN', '"NaN"'],
    ['null', '"null"'],
    [true, 'true'],
    [Uint8Array.of(0, 255), '{"base64": "AP8="}'],
  ])('%o is %s', (value, text) => {
    expect(json(['a'], [value])).toBe(`[\n{"a": ${text}}\n]\n`);
  });

  it('are all told apart', () => {
    const different: Value[] = [NaN, Infinity, -Infinity, null, '', 'NaN', 0, Uint8Array.of(0), 'AA=='];
    const parsed = JSON.parse(json(['a'], ...different.map((value): Row => [value]))) as { a: unknown }[];
    expect(new Set(parsed.map(({ a }) => (typeof a === 'object' ? JSON.stringify(a) : a))).size).toBe(
      different.length,
    );
  });

  it('are one array, also of no rows and of columns of one name', () => {
    expect(json(['a'])).toBe('[]\n');
    expect(JSON.parse(json(['a', 'a'], [1n, 2n], ['{"x', 4n]))).toEqual([
      { a: 1, 'a:1': 2 },
      { a: '{"x', 'a:1': 4 },
    ]);
  });
});

const values = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double({ noNaN: true }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constant(null),
);

it('is parsed as what was written', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(values, values)), (rows) => {
      const parsed = JSON.parse(json(['a', 'b'], ...rows)) as { a: unknown; b: unknown }[];
      const asParsed = (value: Value): unknown => (typeof value === 'bigint' ? Number(value) : value);
      expect(parsed).toEqual(rows.map(([a, b]) => ({ a: asParsed(a), b: asParsed(b) })));
    }),
  );
});

it.skipIf(noPython)('is read by Python with every digit, and integers are no real numbers', () => {
  const rows: Row[] = [[9007199254740993n], [-9223372036854775808n], [2], [2n], [Infinity], [0.1], [null]];
  const program = `import json, sys; print([repr(row['a']) for row in json.load(sys.stdin)])`;
  expect(python(program, json(['a'], ...rows))).toBe(
    `['9007199254740993', '-9223372036854775808', '2.0', '2', 'inf', '0.1', 'None']\n`,
  );
});

it('comes in small pieces whatever its values are', () => {
  const text = `"${'𝛼'.repeat(2_000_001)}`;
  const bytes = Uint8Array.from({ length: 3_000_001 }, (_, i) => i);
  const pieces = [
    ...jsonPieces(
      untyped(
        ['a', 'b'],
        [
          [text, bytes],
          ['x', null],
        ],
      ),
    ),
  ];
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(200_000);
  const [large, small] = JSON.parse(pieces.join('')) as [{ a: string; b: { base64: string } }, object];
  expect(large.a === text).toBe(true);
  expect(Buffer.from(large.b.base64, 'base64').equals(bytes)).toBe(true);
  expect(small).toEqual({ a: 'x', b: null });
});
