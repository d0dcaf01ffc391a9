/** Plain tables for terminals and pipes. */
import Table from 'cli-table3';
import { visibleText } from './visibleText.ts';

const NO_BORDERS = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'])
    .map((part) => [part, '']),
);

/** Columns are aligned, numbers to the right. Empty without rows but for its head. */
export function renderTable(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const isNumeric = head.map(
    (_, c) => rows.length > 0 && rows.every((row) => isNumber(row[c]) || row[c] == null),
  );
  const table = new Table({
    head: head.map(visibleText),
    chars: { ...NO_BORDERS, middle: '  ' },
    colAligns: isNumeric.map((numeric) => (numeric ? 'right' : 'left')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => row.map(cellText)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
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

/** Integers as they are, others to five digits. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6
    ? String(Number(value.toPrecision(5)))
    : value.toExponential(3);
}
