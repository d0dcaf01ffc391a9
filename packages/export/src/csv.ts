/** CSV: fields quoted as in RFC 4180, lines ended by a newline alone, numbers such that they read back the same. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Row, Table, Value } from './table.ts';

/** Characters handed to the file at a time. */
const CHUNK = 65_536;

/** Writes a table with a header line. Rejects with an AbortError when the signal stops it. */
export async function writeCsv(path: string, table: Table, signal?: AbortSignal): Promise<void> {
  await pipeline(csvChunks(table), createWriteStream(path), signal === undefined ? {} : { signal });
}

function* csvChunks({ columns, rows }: Table): Generator<string> {
  let text = csvLine(columns.map(({ name }) => name));
  for (const row of rows) {
    text += csvLine(row);
    if (text.length < CHUNK) continue;
    yield text;
    text = '';
  }
  yield text;
}

const csvLine = (row: Row): string => `${row.map(csvField).join(',')}\n`;

/** NaN, inf and -inf are what NumPy, pandas, R and DuckDB read. Null is an empty field, an empty text "". */
function csvField(value: Value): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value).replace('Infinity', 'inf');
  return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
