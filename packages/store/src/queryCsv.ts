/** A query's result as CSV: fields quoted as in RFC 4180, lines ended by a newline alone; NULL is an empty field. */

/** The names of the columns, then the rows. */
export function* csvLines(columns: readonly string[], rows: Iterable<readonly unknown[]>): Generator<string> {
  yield csvLine(columns);
  for (const row of rows) yield csvLine(row);
}

const csvLine = (row: readonly unknown[]): string => `${row.map(csvField).join(',')}\n`;

function csvField(value: unknown): string {
  const text = value === null ? '' : String(value as string | number | bigint);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
