/** Plain tables for terminals and pipes. */
import stringWidth from 'string-width';
import type { Row, Table } from '@ranksweep/tables';
import { formatNumber, visibleText } from '@ranksweep/text';

/** Between columns. */
const GAP = '  ';

/** Columns are aligned, numbers to the right. Empty without rows but for its head. */
export function renderTable(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return pageOf(head, rows).lines.join('\n');
}

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
    page = pageOf(head, rows, page);
    rows = [];
    yield `${page.lines.join('\n')}\n`;
  }
  if (page === undefined || rows.length > 0) yield `${pageOf(head, rows, page).lines.join('\n')}\n`;
}

interface Page {
  readonly lines: readonly string[];
  readonly isNumeric: readonly boolean[];
  /** In cells of a terminal. */
  readonly widths: readonly number[];
}

/** @param before the page above, whose columns it goes on with */
function pageOf(head: readonly string[], rows: readonly (readonly unknown[])[], before?: Page): Page {
  const texts = rows.map((row) => row.map(cellText));
  if (before === undefined) texts.unshift(head.map(visibleText));
  const isNumeric =
    before?.isNumeric ??
    head.map((_, c) => rows.length > 0 && rows.every((row) => isNumber(row[c]) || row[c] == null));
  const widths = head.map((_, c) =>
    texts.reduce((most, row) => Math.max(most, widthOf(row[c]!)), before?.widths[c] ?? 0),
  );
  return { lines: texts.flatMap((row) => linesOf(row, widths, isNumeric)), isNumeric, widths };
}

/** A row is of as many lines as its longest cell. */
function linesOf(row: readonly string[], widths: readonly number[], isNumeric: readonly boolean[]): string[] {
  const cells = row.map((text) => text.split('\n'));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, l) =>
    cells
      .map((lines, c) => padded(lines[l] ?? '', widths[c]!, isNumeric[c]!))
      .join(GAP)
      .trimEnd(),
  );
}

function padded(text: string, width: number, toTheRight: boolean): string {
  const room = ' '.repeat(width - widthOf(text));
  return toTheRight ? room + text : text + room;
}

function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  return text.split('\n').reduce((most, line) => Math.max(most, stringWidth(line)), 0);
}

const isNumber = (value: unknown): boolean => typeof value === 'number' || typeof value === 'bigint';

const cellText = (value: unknown): string => visibleText(plainText(value));

function plainText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return formatNumber(value);
  if (value instanceof Uint8Array) return `<${value.length} bytes>`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | bigint | boolean);
}

/** Lines of at most so many characters, the last one an ellipsis where a line was longer. A pipe has no columns: all of it. */
export function cutLines(text: string, columns: number | undefined): string {
  if (columns === undefined) return text;
  const cut = (line: string): string => (line.length > columns ? `${line.slice(0, columns - 1)}…` : line);
  return text.split('\n').map(cut).join('\n');
}
