/** Intervals of a boundary, a row for each line: they shrink from the whole axis to where the outcome flips. */
import type { FoundBoundary } from '@ranksweep/search';
import { countOf, formatNumber } from '@ranksweep/text';
import type { Line } from '../../chart/index.ts';
import { tableLines, textLine, type Cell, type TableColumn } from '../../table.ts';
import { lineText, valueText } from '../../words.ts';
import { partSpans } from './words.ts';
import type { SearchData, SearchedPart } from './searchData.ts';

type Bounded = Extract<SearchedPart, { kind: 'boundary' }>;

/** Cells that an axis has at most. */
const MOST_BAR = 40;

export function boundaryHead(data: SearchData, { boundary, lines, running }: Bounded): Line[] {
  const { along, outcome, holds, confidence, trials } = boundary;
  const ended = lines.reduce((sum, { runs }) => sum + runs, 0);
  const way = holds === 'above' ? 'on' : 'downward';
  return [
    [
      ...partSpans(data),
      { text: lineText(outcome), bold: true },
      { text: `, for most seeds, from which ${lineText(along)} ${way}?` },
    ],
    textLine(
      `${countOf(ended, 'trial')} ended, ${running} at work; at most ${trials} a line; intervals of ${formatNumber(100 * confidence)} %`,
    ),
  ];
}

/** @param shown those that are seen. @param selected place among them */
export function boundaryRows(
  shown: readonly FoundBoundary[],
  { width, selected, others, along }: BoundaryTable,
): Line[] {
  const columns: TableColumn[] = [
    ...others.map((path) => ({ head: lineText(path), right: true })),
    { head: lineText(along), right: true },
    { head: 'interval' },
    { head: 'runs', right: true },
    { head: '' },
  ];
  const rows = shown.map((line): Cell[] => [
    ...others.map((path) => ({ text: textOf(line.others[path]) })),
    { text: line.estimate === undefined ? 'at none' : valueText(line.estimate) },
    { text: intervalText(line) },
    { text: String(line.runs) },
    { text: barText(line) },
  ]);
  return tableLines({ width, columns, rows, selected });
}

export interface BoundaryTable {
  readonly width: number;
  readonly selected: number;
  /** The other axes. */
  readonly others: readonly string[];
  readonly along: string;
}

const textOf = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string' ? valueText(value) : JSON.stringify(value ?? '');

function intervalText({ from, to, isContradicted }: FoundBoundary): string {
  if (isContradicted) return 'flips more than once';
  if (from === undefined) return 'at none';
  return to === undefined ? `${valueText(from)} or none` : `${valueText(from)} to ${valueText(to)}`;
}

/** The axis from its first value to its last: `·` is ruled out, `━` may be the boundary, `◆` is the likeliest. */
function barText({ values, from, to, estimate, isContradicted }: FoundBoundary): string {
  const cells = Math.min(values.length, MOST_BAR);
  const placeOf = (value: number | undefined): number =>
    value === undefined ? cells : Math.floor((values.indexOf(value) * cells) / values.length);
  const [least, most, best] = [placeOf(from), placeOf(to), placeOf(estimate)];
  const bar = Array.from({ length: cells }, (_, i) => {
    if (isContradicted) return '?';
    if (i === best) return '◆';
    return i >= least && i <= most ? '━' : '·';
  });
  return bar.join('');
}
