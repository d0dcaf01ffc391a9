/** Rows in columns, as wide as what is shown asks for; columns for which there is no room are left out whole. */
import { beginning, padded, shortened, textWidth } from './cellWidth.ts';
import { plainText, type Line, type Span, type Style } from './chart/index.ts';

export interface Cell extends Style {
  readonly text: string;
}

export interface TableColumn {
  readonly head: string;
  /** Numbers are aligned to the right, and never cut: one that is cut would be another number. */
  readonly right?: boolean;
  /** Where there is little room it gives way, down to so many cells; at most one does. */
  readonly least?: number;
}

export interface TableOptions {
  readonly width: number;
  readonly columns: readonly TableColumn[];
  /** Rows that are shown. */
  readonly rows: readonly (readonly Cell[])[];
  /** Place of the selected one among them. */
  readonly selected?: number | undefined;
  /** Which of them are marked. */
  readonly isMarked?: (row: number) => boolean;
  /** Place of a column that is to be seen, though others after the first one give way for it. */
  readonly keep?: number | undefined;
}

const GAP = 2;
/** The cursor and the mark. */
const GUTTER = 2;
/** A text of which no more than that is left says nothing. */
const LEAST_TEXT = 8;

/** The head, then the rows; every line is `width` cells wide. `‹` and `›` in the head tell that there are more columns. */
export function tableLines(options: TableOptions): Line[] {
  const { columns, rows, width, selected, isMarked = () => false } = options;
  const shown = shownColumns(options);
  const lineOf = (cells: readonly Cell[], gutter: readonly Span[], style: Style): Line => {
    const spans: Span[] = [...gutter];
    shown.forEach(({ at, width: room }, i) => {
      const { text, ...own } = cells[at]!;
      const gap = i + 1 < shown.length ? ' '.repeat(GAP) : '';
      spans.push({ text: aligned(text, room, columns[at]!.right === true) + gap, ...own, ...style });
    });
    return fitLine(spans, width, style);
  };
  const heads = columns.map(({ head }) => ({ text: head }));
  const head = lineOf(heads, [{ text: ' '.repeat(GUTTER) }], { bold: true });
  return [
    moreColumns(head, shown, columns.length, width),
    ...rows.map((row, r) => {
      const style = r === selected ? { inverse: true } : {};
      const gutter: Span[] = [
        { text: r === selected ? '>' : ' ', ...style },
        isMarked(r) ? { text: '●', color: 3, bold: true, ...style } : { text: ' ', ...style },
      ];
      return lineOf(row, gutter, style);
    }),
  ];
}

interface ShownColumn {
  readonly at: number;
  readonly width: number;
}

function shownColumns({ width, columns, rows, keep = 0 }: TableOptions): ShownColumn[] {
  const widths = columns.map(({ head }, c) =>
    rows.reduce((widest, row) => Math.max(widest, textWidth(row[c]!.text)), textWidth(head)),
  );
  const room = width - GUTTER;
  const flexible = columns.findIndex(({ least }) => least !== undefined);
  if (flexible >= 0) {
    const lacking = widths.reduce((sum, one) => sum + one + GAP, -GAP) - room;
    const least = Math.min(widths[flexible]!, columns[flexible]!.least!);
    widths[flexible] = Math.max(least, widths[flexible]! - Math.max(0, lacking));
  }
  const all = places(0, columns.length);
  const whole = fitting(columns, widths, all, room);
  if (whole.length === columns.length) return whole;
  for (let from = 1; ; from++) {
    const wanted = [0, ...all.slice(from)];
    const shown = fitting(columns, widths, wanted, room - MORE_WIDTH);
    if (shown.some(({ at }) => at === keep) || from >= keep) return shown;
  }
}

/** Room for the sign that tells of more columns. */
const MORE_WIDTH = 2;

const places = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

function fitting(
  columns: readonly TableColumn[],
  widths: readonly number[],
  wanted: readonly number[],
  room: number,
): ShownColumn[] {
  const shown: ShownColumn[] = [];
  let used = -GAP;
  for (const at of wanted) {
    const left = room - used - GAP;
    const isCut = widths[at]! > left;
    if (isCut && shown.length > 0 && (columns[at]!.right === true || left < LEAST_TEXT)) break;
    shown.push({ at, width: Math.min(widths[at]!, Math.max(0, left)) });
    if (isCut) break;
    used += widths[at]! + GAP;
  }
  return shown;
}

/** The marks stand at the ends of the head, where there is no name. */
function moreColumns(head: Line, shown: readonly ShownColumn[], count: number, width: number): Line {
  const hasBefore = shown.length > 1 && shown[1]!.at > 1;
  const hasAfter = (shown.at(-1)?.at ?? 0) < count - 1;
  if (width < GUTTER || (!hasBefore && !hasAfter)) return head;
  const text = head.map((span) => span.text).join('');
  const inner = beginning(text, hasAfter ? width - 1 : width).slice(hasBefore ? 1 : 0);
  return fitLine(
    [
      {
        text: `${hasBefore ? '‹' : ''}${padded(inner, width - 1 - Number(hasBefore))}${hasAfter ? '›' : ''}`,
        bold: true,
      },
    ],
    width,
  );
}

function aligned(text: string, width: number, right: boolean): string {
  const cut = shortened(text, width);
  return right ? ' '.repeat(Math.max(0, width - textWidth(cut))) + cut : padded(cut, width);
}

/** Exactly so wide: cut, which an ellipsis tells, or filled with blanks. */
export function fitLine(line: Line, width: number, fill: Style = {}): Line {
  const isCut = textWidth(plainText([line]).trimEnd()) > width && width > 0;
  const fitted: Span[] = [];
  let left = Math.max(0, isCut ? width - 1 : width);
  for (const span of line) {
    if (left === 0) break;
    const text = beginning(span.text, left);
    fitted.push({ ...span, text });
    left -= textWidth(text);
    if (text.length < span.text.length) break;
  }
  if (isCut) fitted.push({ ...fitted.at(-1), text: '…' });
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

/** Two groups of lines beside each other, with a bar between. */
export function sideBySide(
  left: readonly Line[],
  right: readonly Line[],
  { leftWidth, width, height }: { leftWidth: number; width: number; height: number },
): Line[] {
  const rightWidth = Math.max(0, width - leftWidth - SEPARATOR.length);
  return Array.from({ length: height }, (_, at) => [
    ...fitLine(left[at] ?? [], leftWidth),
    { text: SEPARATOR, dim: true },
    ...fitLine(right[at] ?? [], rightWidth),
  ]);
}

export const SEPARATOR = ' │ ';
