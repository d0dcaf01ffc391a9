/** Tables in columns: what is in them stands where it should. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { renderTable } from '../src/render/table.ts';

/** Text of several lines, whose first is never empty, as a cell may hold it. */
const text = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', '-', '1'), minLength: 1 }), {
  minLength: 1,
  maxLength: 3,
});
const cell = fc.oneof(
  text.map((lines) => lines.join('\n')),
  fc.integer(),
  fc.constant(null),
);
const table = fc.integer({ min: 1, max: 4 }).chain((columns) =>
  fc.record({
    head: fc.array(fc.string({ unit: fc.constantFrom('x', 'y', 'z'), minLength: 1 }), {
      minLength: columns,
      maxLength: columns,
    }),
    rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 6 }),
  }),
);

type Value = string | number | null;

/** The slow twin: every place of every line is asked for by itself. */
function slowTable(head: readonly string[], rows: readonly (readonly Value[])[]): string {
  const linesOf = (value: Value): string[] => String(value ?? '').split('\n');
  const all: readonly (readonly Value[])[] = [head, ...rows];
  const lines = all.flatMap((row) => {
    const height = Math.max(...row.map((value) => linesOf(value).length));
    return Array.from({ length: height }, (_, at) =>
      row
        .map((value, c) => {
          const width = Math.max(...all.flatMap((other) => linesOf(other[c]!).map(({ length }) => length)));
          const own = linesOf(value)[at] ?? '';
          const isNumeric =
            rows.length > 0 && rows.every((other) => typeof other[c] === 'number' || other[c] === null);
          return isNumeric ? own.padStart(width) : own.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    );
  });
  return lines.join('\n');
}

it('lays out columns as the slow twin does', () => {
  const small = table.map(({ head, rows }) => ({
    head,
    // Larger numbers are rounded, which is another test's.
    rows: rows.map((row) => row.map((value) => (typeof value === 'number' ? value % 1000 : value))),
  }));
  fc.assert(
    fc.property(small, ({ head, rows }) => {
      expect(renderTable(head, rows)).toBe(slowTable(head, rows));
    }),
  );
});

it('counts the columns that characters take in a terminal', () => {
  expect(
    renderTable(
      ['a', 'b'],
      [
        ['日本', 1],
        ['é', 2],
      ],
    ),
  ).toBe('a     b\n日本  1\né     2');
});

it('has numbers to the right, NULL empty, and no trailing blanks', () => {
  const rows = [
    ['a', 1],
    ['bcd', 12.345678],
    ['e', null],
  ];
  expect(renderTable(['name', 'value'], rows)).toBe(
    ['name   value', 'a          1', 'bcd   12.346', 'e'].join('\n'),
  );
});
