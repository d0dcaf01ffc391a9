/** The rows of the table of runs, as they are shown. */
import type { RunSummary } from '@ranksweep/store';
import type { Line } from '../../chart/index.ts';
import { placeLine } from '../../placeLine.ts';
import { tableLines } from '../../table.ts';
import { cellsOf } from './runColumns.ts';
import type { RunList } from './runList.ts';

export interface Place {
  /** Of the selected run in the list. */
  readonly at: number;
  /** Of the first one shown. */
  readonly from: number;
  readonly width: number;
}

/** The table, and a line that tells the place in it. */
export function runLines(
  list: RunList,
  rows: readonly RunSummary[],
  marked: ReadonlySet<number>,
  { at, from, width }: Place,
): Line[] {
  const columns = list.columns.map(({ head, column }, c) => ({
    head: list.isSortedBy(column) ? `${head}${list.descending ? '▼' : '▲'}` : head,
    right: rows.every(({ values }) => isNumberOrNull(values[c])),
  }));
  const table = tableLines({
    width,
    columns,
    rows: rows.map((row) => cellsOf(list.columns, row)),
    selected: at - from,
    isMarked: (row) => marked.has(rows[row]!.runId),
    keep: list.columns.findIndex(({ column }) => list.isSortedBy(column)),
  });
  return [...table, placeLine(at, list.runIds.length, ...list.conditions)];
}

const isNumberOrNull = (value: unknown): boolean => value === null || typeof value === 'number';
