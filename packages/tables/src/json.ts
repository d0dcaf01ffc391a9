/**
 * JSON: an array with one object per row, each on its own line. All values can be told apart, in a form that every JSON parser
 * accepts. NULL is null. Infinities are 9e999 and -9e999, which exceed every double, as SQLite writes them. NaN, which SQLite
 * does not have, is {"real": "NaN"}. Integers have all their digits, and real numbers a point or an exponent. Bytes are
 * {"base64": "..."}.
 */
import { distinctNames } from './distinctNames.ts';
import { numberText, type NonFinite } from './numberText.ts';
import { byteParts, gathered, PIECE, textParts } from './pieces.ts';
import { rowTexts, type RowFormat } from './rowText.ts';
import type { ColumnType, Table, Value } from './table.ts';

const WORDS: NonFinite = { nan: '{"real": "NaN"}', infinity: '9e999', minusInfinity: '-9e999' };

/** The array, in pieces of about 64 thousand characters. */
export function jsonPieces(table: Table): Generator<string> {
  return gathered(jsonTexts(table));
}

function* jsonTexts({ columns, blocks }: Table): Generator<string> {
  const names = distinctNames(columns.map(({ name }) => name)).map((name) => JSON.stringify(name));
  const format: RowFormat = {
    before: names.map((name, c) => `${c === 0 ? ',\n{' : ', '}${name}: `),
    end: '}',
    text: (value, c) => valueText(value, columns[c]!.type),
    parts: valueParts,
  };
  yield '[';
  let isFirst = true;
  for (const block of blocks) {
    for (const text of rowTexts(block, format)) {
      yield isFirst ? text.slice(1) : text; // No comma before the first row.
      isFirst = false;
    }
  }
  yield isFirst ? ']\n' : '\n]\n';
}

function valueText(value: Value, type: ColumnType): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
    case 'bigint':
      return numberText(value, type, WORDS);
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : `{"base64": "${base64(value)}"}`;
  }
}

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

/** Bytes per part. Three bytes are four characters, so parts need no padding between them. */
const PART_BYTES = (PIECE / 4) * 3;

function* valueParts(value: string | Uint8Array): Generator<string> {
  if (typeof value === 'string') {
    yield '"';
    for (const part of textParts(value)) yield JSON.stringify(part).slice(1, -1);
    yield '"';
  } else {
    yield '{"base64": "';
    for (const part of byteParts(value, PART_BYTES)) yield base64(part);
    yield '"}';
  }
}
