/** A part of a stored sweep as a table for analysis: its cells with the medians of their runs. */
import { getPath, hint, InputError, median } from '@ranksweep/core';
import { specAxes, type SearchAxis } from '@ranksweep/kinds';
import type { AnalysedPoint, AnalysisTable, Objective, PlaceValue } from '@ranksweep/search';
import {
  measuredRuns,
  requireSpec,
  sweepText,
  type CellRun,
  type ReadOnlyStore,
  type SweepRow,
} from '@ranksweep/store';

/** An objective that no run records: the updates that it took. */
const ITERATIONS = 'iterations';

/**
 * Cells of which no run has ended are left out. A run that diverged, or has no finite value, counts as the worst.
 * @throws InputError for an objective that no run of the sweep has
 */
export function readTable(
  store: ReadOnlyStore,
  sweep: SweepRow,
  part: string,
  objectives: readonly Objective[],
): AnalysisTable {
  const cells = new Map<number, Map<string, PlaceValue>>();
  for (const { cell, name, value } of store.cellValues(sweep.id, part)) {
    const own = cells.get(cell) ?? new Map<string, PlaceValue>();
    cells.set(cell, own.set(name, value));
  }
  const values = objectives.map(({ name }) => valuesByCell(measuredRuns(store, sweep.id, part, name), name));
  const ended = [...values[0]!.keys()].sort((a, b) => a - b);
  const named = specAxes(requireSpec(sweep), sweepText(sweep)).get(part) ?? [];
  const found = new Set([...cells.values()].flatMap((own) => [...own.keys()]));
  const paths = [...new Set([...named.filter((path) => found.has(path)), ...found])];
  const axes = paths.filter((path) => new Set(ended.map((cell) => cells.get(cell)?.get(path))).size > 1);
  return {
    axes,
    scales: scalesOf(sweep, part),
    objectives,
    points: ended.map((cell): AnalysedPoint => ({
      cell,
      values: axes.map((path) => cells.get(cell)?.get(path)),
      objectives: values.map((ofCell) => median(ofCell.get(cell) ?? [Infinity])),
    })),
  };
}

/** As the part's search draws numbers. */
function scalesOf(sweep: SweepRow, part: string): AnalysisTable['scales'] {
  const parts = getPath(requireSpec(sweep), 'parts') as Readonly<Record<string, object>> | undefined;
  const space = getPath(parts?.[part] ?? {}, 'search.space');
  const axes = Object.entries((space ?? {}) as Record<string, SearchAxis>);
  return new Map(
    axes.flatMap(([path, { from, log }]) => (from === undefined ? [] : [[path, log ? 'log' : 'linear']])),
  );
}

function valuesByCell(runs: readonly CellRun[], objective: string): Map<number, number[]> {
  const byCell = new Map<number, number[]>();
  for (const { cell, status, value, iterations } of runs) {
    if (status !== 'done' && status !== 'diverged') continue;
    const own = objective === ITERATIONS ? iterations : value;
    const told = status === 'diverged' || own === undefined || !Number.isFinite(own) ? Infinity : own;
    byCell.set(cell, [...(byCell.get(cell) ?? []), told]);
  }
  return byCell;
}

/** @throws InputError that says which metrics there are */
export function requireObjective(store: ReadOnlyStore, sweep: SweepRow, { name, goal }: Objective): void {
  if (name === ITERATIONS) return;
  const runs = store.partsOfSweep(sweep.id).flatMap((part) => measuredRuns(store, sweep.id, part, name));
  if (runs.some(({ value }) => value !== undefined)) return;
  const known = [...store.finalMetrics(runs.map(({ runId }) => runId)), ITERATIONS];
  throw new InputError(
    `--${goal}: expected a metric that runs of ${sweepText(sweep)} have ended with, found '${name}'${hint(name, known, 'they have')}`,
  );
}
