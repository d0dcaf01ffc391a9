/** The trials of a search in a table: those at work first, then the others in the order that is asked for. */
import type { SearchStanding } from '@ranksweep/search';
import type { StoredTrial, TrialState } from '@ranksweep/store';
import { tableLines, type Cell, type TableColumn } from '../../table.ts';
import type { Line } from '../../chart/index.ts';
import { lineText, valueText } from '../../words.ts';
import type { SearchData } from './searchData.ts';
import { objectiveOf, shortNames } from './words.ts';

export const trialOrders = ['best', 'latest'] as const;
export type TrialOrder = (typeof trialOrders)[number];

/** A state is told by its sign and its word; its colour only helps. */
const SIGNS: Record<TrialState, { readonly sign: string; readonly color: NonNullable<Cell['color']> }> = {
  running: { sign: '▶', color: 0 },
  done: { sign: '✓', color: 2 },
  diverged: { sign: '∞', color: 5 },
  pruned: { sign: '┤', color: 7 },
  failed: { sign: '✗', color: 4 },
};

export function orderedTrials(standing: SearchStanding, order: TrialOrder): readonly StoredTrial[] {
  const { running, ranked, trials } = standing;
  const ended = trials.filter(({ state }) => state !== 'running').reverse();
  if (order === 'latest') return [...running, ...ended];
  const isRanked = new Set(ranked.map(({ number }) => number));
  // Those that were pruned farther on were better for longer.
  const others = ended
    .filter(({ number }) => !isRanked.has(number))
    .sort((a, b) => (b.rung ?? 0) - (a.rung ?? 0) || a.number - b.number);
  return [...running, ...ranked, ...others];
}

export interface TrialTable {
  readonly width: number;
  /** Those that are seen. */
  readonly shown: readonly StoredTrial[];
  /** Place among them. */
  readonly selected: number;
}

export function trialLines(
  data: SearchData,
  standing: SearchStanding,
  { width, shown, selected }: TrialTable,
): Line[] {
  const axes = Object.keys(standing.search.space);
  const hasRungs = standing.rungs.length > 0;
  const values = data.valuesIn(shown.map(({ cell }) => cell));
  const columns: TableColumn[] = [
    { head: 'trial', right: true },
    { head: 'state' },
    ...(hasRungs ? [{ head: 'rung', right: true }] : []),
    { head: lineText(objectiveOf(standing)), right: true },
    ...shortNames(axes).map((head) => ({ head: lineText(head), right: true })),
  ];
  const rows = shown.map(({ number, state, rung, objective, cell }): Cell[] => [
    { text: String(number) },
    { text: `${SIGNS[state].sign} ${state}`, color: SIGNS[state].color },
    ...(hasRungs ? [{ text: valueText(rung) }] : []),
    { text: valueText(objective) },
    ...axes.map((axis) => ({ text: valueText(values.get(cell)!.get(axis)) })),
  ]);
  return tableLines({ width, columns, rows, selected });
}
