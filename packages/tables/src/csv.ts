/**
 * CSV: fields quoted as in RFC 4180, lines ended by a newline alone. Numbers that are not finite are `NaN`, `inf` and
 * `-inf`, which NumPy, pandas, polars, R and DuckDB all read.
 */
import { distinctNames } from './distinctNames.ts';
import { numberText, type NonFinite } from './numberText.ts';
import { byteParts, gathered, PIECE, textParts } from './pieces.ts';
import { rowTexts, type RowFormat } from './rowText.ts';
import type { Table, Value } from './table.ts';

const WORDS: NonFinite = { nan: 'NaN', infinity: 'inf', minusInfinity: '-inf' };

/** A header line and the rows, in pieces of about 64 thousand characters. */
export function csvPieces(table: Table): Generator<string> {
  return gathered(csvTexts(table));
}

function* csvTexts({ columns, blocks }: Table): Generator<string> {
  yield `${distinctNames(columns.map(({ name }) => name))
    .map(textField)
    .join(',')}\n`;
  // Readers skip empty lines, so the only field of a row is never written as nothing.
  const nothing = columns.length === 1 ? '""' : '';
  const format: RowFormat = {
    before: columns.map((_, c) => (c === 0 ? '' : ',')),
    end: '\n',
    text: (value, c) => (value === null ? nothing : fieldText(value, columns[c]!.type)),
    parts: fieldParts,
  };
  for (const block of blocks) yield* rowTexts(block, format);
}

function fieldText(value: Exclude<Value, null>, type: Table['columns'][number]['type']): string {
  switch (typeof value) {
    case 'string':
      return textField(value);
    case 'number':
    case 'bigint':
      return numberText(value, type, WORDS);
    case 'boolean':
      return String(value);
    case 'object':
      return `X'${hexadecimal(value)}'`; // in the form of SQLite's quote()
  }
}

/** Empty text is quoted, because an empty field means NULL. */
const textField = (text: string): string =>
  text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

const hexadecimal = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex').toUpperCase();

function* fieldParts(value: string | Uint8Array): Generator<string> {
  if (typeof value === 'string') {
    yield '"';
    for (const part of textParts(value)) yield part.replaceAll('"', '""');
    yield '"';
  } else {
    yield `X'`;
    for (const part of byteParts(value, PIECE / 2)) yield hexadecimal(part);
    yield `'`;
  }
}
