/** A result as a table that scrolls both ways. */
import type { QueryPreview } from '@ranksweep/store';
import { shortened } from '../../cellWidth.ts';
import type { Line } from '../../chart/index.ts';
import type { Cursor } from '../../scrolling.ts';
import { placeLine } from '../../placeLine.ts';
import { tableLines, type Cell, type TableColumn } from '../../table.ts';
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

/**
 * With a last line that tells the place.
 * @param filter that the rows were chosen by; empty for none
 */
export function resultLines(
  { columns, rows, filter }: Pick<QueryPreview, 'columns' | 'rows'> & { readonly filter: string },
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
  const fromColumn =
    scrolled.columns.at === 0 ? '' : `from column ${scrolled.columns.at + 1} of ${columns.length}`;
  return [...table, placeLine(scrolled.rows.at, rows.length, fromColumn, filter && `filter: ${filter}`)];
}

const cut = (value: number | string | null): string =>
  shortened(valueText(value).replaceAll('\n', ' '), MOST_COLUMN_WIDTH);
