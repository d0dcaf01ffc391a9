/** Which curve is whose, and what tells them apart. */
import { shortened } from '../../cellWidth.ts';
import type { Line, Span } from '../../chart/index.ts';
import type { Cursor } from '../../scrolling.ts';
import { fitLine, textLine } from '../../table.ts';
import { lineText, statusCell } from '../../words.ts';
import { wrappedWithin } from '../../wrapping.ts';
import { medianText, type Compared, type Comparison } from './comparison.ts';

/** Of the selected source, whose line is not cut. */
const MOST_LINES = 3;

export interface LegendOptions {
  readonly width: number;
  /** Lines that it may have. */
  readonly most: number;
}

export function legendLines(comparison: Comparison, cursor: Cursor, { width, most }: LegendOptions): Line[] {
  const { sources, hidden } = comparison;
  const notes = hidden === 0 ? [] : [textLine(`  ${hidden} more are marked and not shown.`, { dim: true })];
  const room = Math.max(1, most - notes.length - MOST_LINES + 1);
  const { from, to } = cursor.window(sources.length, Math.min(sources.length, room));
  const lines = sources
    .slice(from, to)
    .flatMap((source, i) => sourceLines(source, from + i === cursor.at, width));
  return [...lines, ...notes].slice(0, most);
}

function sourceLines(source: Compared, isSelected: boolean, width: number): Line[] {
  const { label, color, name, differs } = source;
  const words = [name, differs, medianText(source), statusText(source)].filter((word) => word !== '');
  const text = lineText(words.join('  '));
  const head: Span[] = [
    { text: isSelected ? '>' : ' ', inverse: isSelected },
    { text: `${label.padStart(2)} ━━ `, color, bold: true },
  ];
  const room = Math.max(1, width - HEAD_WIDTH);
  if (!isSelected) return [[...head, { text: shortened(text, room) }]];
  const [first = '', ...others] = wrappedWithin(text, room, MOST_LINES);
  return [
    fitLine([...head, { text: first, bold: true }], width),
    ...others.map((line): Line => [{ text: ' '.repeat(HEAD_WIDTH) }, { text: line, bold: true }]),
  ];
}

const HEAD_WIDTH = 7;

/** Told where not all have ended well. */
function statusText({ statuses }: Compared): string {
  const other = [...statuses].filter(([status]) => status !== 'done');
  const isOne = statuses.size === 1 && [...statuses.values()][0] === 1;
  return other.map(([status, count]) => `${isOne ? '' : `${count} `}${statusCell(status).text}`).join('  ');
}
