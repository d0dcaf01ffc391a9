/** A result as a table that scrolls both ways. */
import type { QueryPreview } from '@ranksweep/store';
import { fitted, type Line } from '../../chart/index.ts';
import type { Cursor } from '../../scrolling.ts';
import { tableLines, textLine, type Cell, type TableColumn } from '../../table.ts';
import type { Size } from '../../view.ts';
import { valueText } from '../../words.ts';

/** A long text is cut, so that what stands beside it is seen. */
const MOST_COLUMN_WIDTH = 60;

/** Every column takes a character, and two to the next one. */
const LEAST_COLUMN_WIDTH = 3;

export interface Scrolled {
  readonly rows: Cursor;
  /** The first column shown. */
  readonly columns: Cursor;
}

/** With a last line that tells the place. */
export function resultLines(
  { columns, rows }: QueryPreview,
  scrolled: Scrolled,
  { width, height }: Size,
): Line[] {
  const { from, to } = scrolled.rows.window(rows.length, Math.max(1, height - 2));
  const first = scrolled.columns.at;
  const last = Math.min(columns.length, first + Math.ceil(width / LEAST_COLUMN_WIDTH));
  const shown = rows.slice(from, to);
  const heads = columns.slice(first, last).map((name, c): TableColumn => {
    const isNumeric = shown.every((row) => typeof row[first + c] === 'number' || row[first + c] === null);
    return { head: cut(name), right: isNumeric };
  });
  const cells = shown.map((row) => row.slice(first, last).map((value): Cell => ({ text: cut(value) })));
  const table = tableLines({ width, columns: heads, rows: cells, selected: scrolled.rows.at - from });
  return [...table, placeLine(rows.length, columns.length, scrolled)];
}

const cut = (value: number | string | null): string =>
  fitted(valueText(value).replaceAll('\n', ' '), MOST_COLUMN_WIDTH);

function placeLine(rows: number, columns: number, scrolled: Scrolled): Line {
  if (rows === 0) return textLine('  No rows.', { dim: true });
  const place = `row ${scrolled.rows.at + 1} of ${rows}, from column ${scrolled.columns.at + 1} of ${columns}`;
  return textLine(`  ${place}`, { dim: true });
}
