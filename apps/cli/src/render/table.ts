/** Plain tables for terminals and pipes. */
import stringWidth from 'string-width';
import type { Row, Table } from '@ranksweep/tables';
import { formatNumber, visibleText } from '@ranksweep/text';

/** Between columns. */
export const GAP = '  ';

/** Columns are aligned, numbers to the right. Empty without rows but for its head. */
export function renderTable(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return layOut(head, rows);
}

/** Puts colours on text that has its place already. @param row -1 for the head */
export type Painter = (text: string, row: number, column: number) => string;

export const layOut = (
  head: readonly string[],
  rows: readonly (readonly unknown[])[],
  { paint }: { readonly paint?: Painter | undefined } = {},
): string => pageOf(head, rows, { paint }).lines.join('\n');

/** Rows that are looked at together, to find how wide columns are. */
const PAGE_ROWS = 1000;

/**
 * A table of any length, piece by piece. Its columns are as wide as the first thousand rows need, and become wider where
 * a later thousand needs it.
 */
export function* tablePieces({ columns, blocks }: Table): Generator<string> {
  const head = columns.map(({ name }) => name);
  let page: Page | undefined;
  let rows: Row[] = [];
  for (const { same } of blocks) {
    rows.push(same);
    if (rows.length < PAGE_ROWS) continue;
    page = pageOf(head, rows, { before: page });
    rows = [];
    yield `${page.lines.join('\n')}\n`;
  }
  if (page === undefined || rows.length > 0)
    yield `${pageOf(head, rows, { before: page }).lines.join('\n')}\n`;
}

interface Page {
  readonly lines: readonly string[];
  readonly isNumeric: readonly boolean[];
  /** In cells of a terminal. */
  readonly widths: readonly number[];
}

interface PageOptions {
  /** The page above, whose columns it goes on with. */
  readonly before?: Page | undefined;
  readonly paint?: Painter | undefined;
}

function pageOf(
  head: readonly string[],
  rows: readonly (readonly unknown[])[],
  { before, paint = (text) => text }: PageOptions,
): Page {
  const texts = rows.map((row) => row.map(cellText));
  if (before === undefined) texts.unshift(head.map(visibleText));
  const isNumeric =
    before?.isNumeric ??
    head.map((_, c) => rows.length > 0 && rows.every((row) => isNumber(row[c]) || row[c] == null));
  const widths = head.map((_, c) =>
    texts.reduce((most, row) => Math.max(most, widthOf(row[c]!)), before?.widths[c] ?? 0),
  );
  const first = before === undefined ? -1 : 0;
  const lines = texts.flatMap((row, r) =>
    linesOf(row, { widths, isNumeric }, (text, column) => paint(text, first + r, column)),
  );
  return { lines, isNumeric, widths };
}

/** A row is of as many lines as its longest cell. */
function linesOf(
  row: readonly string[],
  { widths, isNumeric }: Omit<Page, 'lines'>,
  paint: (text: string, column: number) => string,
): string[] {
  const cells = row.map((text) => text.split('\n'));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, l) =>
    cells
      .map((lines, c) => {
        const text = lines[l] ?? '';
        const room = ' '.repeat(widths[c]! - widthOf(text));
        return isNumeric[c] ? room + paint(text, c) : paint(text, c) + room;
      })
      .join(GAP)
      .trimEnd(),
  );
}

/** In cells of a terminal; of several lines, that of the widest. */
export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  return text.split('\n').reduce((most, line) => Math.max(most, stringWidth(line)), 0);
}

const isNumber = (value: unknown): boolean => typeof value === 'number' || typeof value === 'bigint';

export const cellText = (value: unknown): string => visibleText(plainText(value));

function plainText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return formatNumber(value);
  if (value instanceof Uint8Array) return `<${value.length} bytes>`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | bigint | boolean);
}
