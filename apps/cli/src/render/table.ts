/** Plain tables for terminals and pipes. */
import { formatNumber, visibleText } from '@ranksweep/text';
import stringWidth from 'string-width';

const GAP = '  ';

/**
 * Columns are aligned, numbers to the right; text of several lines takes as many. Empty without rows but for its head.
 * Takes time in proportion to its cells.
 */
export function renderTable(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const isNumeric = head.map(
    (_, c) => rows.length > 0 && rows.every((row) => isNumber(row[c]) || row[c] == null),
  );
  const texts = [
    head.map((name) => visibleText(name)),
    ...rows.map((row) => head.map((_, c) => cellText(row[c]))),
  ];
  const table = texts.map((row) => row.map((text) => text.split('\n').map(measured)));
  const widths = head.map((_, c) =>
    table.reduce((widest, row) => row[c]!.reduce((most, { width }) => Math.max(most, width), widest), 0),
  );
  const lineOf = (row: readonly (readonly Measured[])[], at: number): string =>
    widths
      .map((width, c) => aligned(row[c]![at], width, isNumeric[c]!))
      .join(GAP)
      .trimEnd();
  return table
    .flatMap((row) => {
      const height = row.reduce((most, lines) => Math.max(most, lines.length), 1);
      return Array.from({ length: height }, (_, at) => lineOf(row, at));
    })
    .join('\n');
}

/** A line of a cell, and how many columns of a terminal it takes. */
interface Measured {
  readonly text: string;
  readonly width: number;
}

const NOTHING: Measured = { text: '', width: 0 };

/** Most text is ASCII, one column a character; measuring the rest takes long. */
const measured = (text: string): Measured => ({
  text,
  width: /^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text),
});

function aligned({ text, width: own }: Measured = NOTHING, width: number, toTheRight: boolean): string {
  const space = ' '.repeat(width - own);
  return toTheRight ? space + text : text + space;
}

const isNumber = (value: unknown): boolean => typeof value === 'number' || typeof value === 'bigint';

const cellText = (value: unknown): string => visibleText(plainText(value));

function plainText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return formatNumber(value);
  if (Buffer.isBuffer(value)) return `<${value.length} bytes>`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | bigint | boolean);
}

/** Lines of at most so many characters, the last one an ellipsis where a line was longer. A pipe has no columns: all of it. */
export function cutLines(text: string, columns: number | undefined): string {
  if (columns === undefined) return text;
  const cut = (line: string): string => (line.length > columns ? `${line.slice(0, columns - 1)}…` : line);
  return text.split('\n').map(cut).join('\n');
}
