/** Tables that fit the terminal, in its colours. A pipe has no width: it gets all of a table. */
import wrapText from 'wrap-ansi';
import { paint, paintStatus } from './colors.ts';
import { cellText, GAP, layOut, widthOf } from './table.ts';

/** A column of text is not made narrower by breaking its lines. */
const NARROWEST = 16;
/** Columns whose words are statuses. */
const STATUS_COLUMNS: readonly string[] = ['status', 'state', 'outcome'];

export interface Fit {
  /** Of the terminal; undefined of a pipe. Default: standard output's. */
  readonly columns?: number | undefined;
  /** Columns that are left out where there is no room for all, the least needed one first. */
  readonly spare?: readonly string[];
}

/** Long texts are broken into lines; where that does not suffice, columns are left out, which is told below the table. */
export function terminalTable(
  head: readonly string[],
  rows: readonly (readonly unknown[])[],
  { columns = process.stdout.columns, spare = [] }: Fit = {},
): string {
  // A terminal that does not know its width has 0.
  if (columns === undefined || columns === 0)
    return layOut(head, rows, { paint: (text, row, c) => painted(text, row, head[c]!) });
  const natural = head.map((name, c) =>
    rows.reduce((most, row) => Math.max(most, widthOf(cellText(row[c]))), widthOf(name)),
  );
  const shown = head.map((_, c) => c);
  const leftOut: string[] = [];
  let widths = narrowed(natural, columns);
  for (const name of spare) {
    if (totalOf(widths) <= columns) break;
    const at = shown.findIndex((c) => head[c] === name);
    if (at < 0) continue;
    leftOut.push(name);
    shown.splice(at, 1);
    widths = narrowed(
      shown.map((c) => natural[c]!),
      columns,
    );
  }
  const isFitting = totalOf(widths) <= columns;
  const chosen = [head, ...rows].map((row) =>
    shown.map((c, i) =>
      widths[i] === natural[c] ? row[c] : wrapText(cellText(row[c]), widths[i]!, { hard: true }),
    ),
  );
  const [shownHead, ...shownRows] = chosen;
  const names = shown.map((c) => head[c]!);
  const table = layOut(shownHead as string[], shownRows, {
    // A line that has to be cut would lose the end of its colour.
    paint: isFitting ? (text, row, c) => painted(text, row, names[c]!) : undefined,
  });
  const note =
    leftOut.length === 0
      ? ''
      : `\nNo room for ${leftOut.join(', ')}: a wider terminal, a pipe or --json has all.`;
  return `${isFitting ? table : cutLines(table, columns)}${note}`;
}

/** @param row -1 for the head */
function painted(text: string, row: number, name: string): string {
  if (row < 0) return paint('bold', text);
  return STATUS_COLUMNS.includes(name) ? paintStatus(text) : text;
}

/** Widths with which a table fits, if it can: the widest columns give way first. */
function narrowed(natural: readonly number[], columns: number): number[] {
  const widths = [...natural];
  for (let excess = totalOf(widths) - columns; excess > 0; excess = totalOf(widths) - columns) {
    const order = widths.toSorted((a, b) => b - a);
    const [widest, next = 0] = order as [number, number?];
    if (widest <= NARROWEST) break;
    const least = Math.max(NARROWEST, Math.min(next, widest - 1), widest - excess);
    widths[widths.indexOf(widest)] = least;
  }
  return widths;
}

const totalOf = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1));

/** Lines of at most so many cells, the last one an ellipsis where a line was longer. */
function cutLines(text: string, columns: number): string {
  const cut = (line: string): string =>
    widthOf(line) > columns
      ? `${wrapText(line, columns - 1, { hard: true, wordWrap: false, trim: false }).split('\n')[0]}…`
      : line;
  return text.split('\n').map(cut).join('\n');
}
