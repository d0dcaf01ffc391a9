/** `ranksweep sql "..."` */
import { query } from '@ranksweep/store';
import { renderTable } from '../render/table.ts';
import { print } from '../render/visibleText.ts';

interface SqlOptions {
  readonly db: string;
  readonly format: 'table' | 'csv' | 'json';
}

/** @throws InputError for a query that is wrong or would write */
export function sql(text: string, { db, format }: SqlOptions): void {
  const { columns, rows } = query(db, text);
  switch (format) {
    case 'table':
      return console.log(renderTable(columns, rows));
    case 'csv':
      return console.log([columns, ...rows].map((row) => row.map(csvField).join(',')).join('\n'));
    case 'json':
      return print(
        JSON.stringify(
          rows.map((row) => Object.fromEntries(columns.map((c, i) => [c, row[i]]))),
          undefined,
          2,
        ),
      );
  }
}

/** A field as RFC 4180 has it. */
function csvField(value: unknown): string {
  const text = value === null ? '' : String(value as string | number | bigint);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
