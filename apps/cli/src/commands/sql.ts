/** `ranksweep sql "..."` */
import { csvLines, query } from '@ranksweep/store';
import { renderTable } from '../render/table.ts';
import { print } from '../render/print.ts';

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
      return console.log([...csvLines(columns, rows)].join('').slice(0, -1));
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
