/** Rows in columns, as wide as what is shown asks for, cut where the screen ends; one row is selected. */
import type { Line, Span, Style } from './chart/index.ts';

export interface Cell extends Style {
  readonly text: string;
}

export interface TableColumn {
  readonly head: string;
  /** Numbers are aligned to the right. */
  readonly right?: boolean;
  /** Grows where there is room; at most one does. */
  readonly grows?: boolean;
}

export interface TableOptions {
  readonly width: number;
  readonly columns: readonly TableColumn[];
  /** Rows that are shown. */
  readonly rows: readonly (readonly Cell[])[];
  /** Place of the selected one among them. */
  readonly selected?: number | undefined;
}

const GAP = 2;

/** The head, then the rows; every line is `width` characters wide. */
export function tableLines({ width, columns, rows, selected }: TableOptions): Line[] {
  const widths = columns.map(({ head }, c) =>
    rows.reduce((widest, row) => Math.max(widest, row[c]!.text.length), head.length),
  );
  const used = widths.reduce((sum, one) => sum + one + GAP, -GAP) + 2;
  const growing = columns.findIndex(({ grows }) => grows);
  if (growing >= 0) widths[growing] = Math.max(4, widths[growing]! + width - used);
  const lineOf = (cells: readonly Cell[], mark: string, style: Style): Line => {
    const spans: Span[] = [{ text: `${mark} `, ...style }];
    cells.forEach((cell, c) => {
      const { text, ...own } = cell;
      const gap = c + 1 < cells.length ? ' '.repeat(GAP) : '';
      spans.push({ text: aligned(text, widths[c]!, columns[c]!.right === true) + gap, ...own, ...style });
    });
    return fitLine(spans, width, style);
  };
  return [
    lineOf(
      columns.map(({ head }) => ({ text: head })),
      ' ',
      { bold: true },
    ),
    ...rows.map((row, r) => lineOf(row, r === selected ? '>' : ' ', r === selected ? { inverse: true } : {})),
  ];
}

function aligned(text: string, width: number, right: boolean): string {
  const cut = text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
  return right ? cut.padStart(width) : cut.padEnd(width);
}

/** Exactly so wide: cut, or filled with spaces. */
export function fitLine(line: Line, width: number, fill: Style = {}): Line {
  const fitted: Span[] = [];
  let left = Math.max(0, width);
  for (const span of line) {
    if (left === 0) break;
    const text = span.text.slice(0, left);
    fitted.push({ ...span, text });
    left -= text.length;
  }
  if (left > 0) fitted.push({ text: ' '.repeat(left), ...fill });
  return fitted;
}

/** A line of plain text. */
export const textLine = (text: string, style: Style = {}): Line => [{ text, ...style }];

/** Exactly the size asked for. */
export function fitLines(
  lines: readonly Line[],
  { width, height }: { width: number; height: number },
): Line[] {
  const shown = lines.slice(0, Math.max(0, height)).map((line) => fitLine(line, width));
  while (shown.length < height) shown.push(fitLine([], width));
  return shown;
}
