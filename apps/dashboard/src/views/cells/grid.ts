/** From the runs of parts to a grid of cells: what has ended in each, and the median of its values. */
import { median } from '@ranksweep/core';
import type { CellRun, RunStatus } from '@ranksweep/store';
import type { HeatAxis, HeatCell, HeatMark } from '../../chart/index.ts';
import { ALL, type Choice } from './choice.ts';

export interface GridCell {
  readonly runIds: ReadonlySet<number>;
  readonly statuses: ReadonlyMap<RunStatus, number>;
  /** One a run that is done or has diverged; Infinity where it is not finite. */
  readonly values: readonly number[];
  /** As the map shows it. */
  readonly shown: HeatCell;
}

export interface Grid {
  readonly columns: HeatAxis;
  readonly rows: HeatAxis;
  /** By row, then by column; undefined where there are no runs. */
  readonly cells: readonly (readonly (GridCell | undefined)[])[];
}

/** @param runs by part; of the part that was chosen, or of all of them where that has no axes */
export function gridOf(choice: Choice, runs: ReadonlyMap<string, readonly CellRun[]>, metric: string): Grid {
  const { x, y, part, parts } = choice;
  if (x === undefined) {
    return {
      columns: { label: 'metric', values: [metric] },
      rows: { label: 'part', values: parts.map(({ name }) => name) },
      cells: parts.map(({ name }) => [cellOf(runs.get(name) ?? [])]),
    };
  }
  const rows = y === undefined ? { label: 'part', values: [part.name] } : { label: y.path, values: y.values };
  return {
    columns: { label: x.path, values: x.values },
    rows,
    cells: runsByPlace(choice, runs.get(part.name) ?? []).map((row) => row.map(cellOf)),
  };
}

/** By row, then by column. */
function runsByPlace(choice: Choice, runs: readonly CellRun[]): CellRun[][][] {
  const { x, y, further } = choice;
  const fixed = further.filter(({ at }) => at !== ALL);
  const places = Array.from({ length: y?.values.length ?? 1 }, () => x!.values.map((): CellRun[] => []));
  for (const run of runs) {
    if (fixed.some(({ axis, at }) => axis.placeOf(run.cell) !== at)) continue;
    // A cell that has come since the axes were read has no place yet.
    places[y === undefined ? 0 : y.placeOf(run.cell)]?.[x!.placeOf(run.cell)]?.push(run);
  }
  return places;
}

function cellOf(runs: readonly CellRun[]): GridCell | undefined {
  if (runs.length === 0) return undefined;
  const runIds = new Set<number>();
  const statuses = new Map<RunStatus, number>();
  const values: number[] = [];
  for (const { runId, status, value } of runs) {
    if (runIds.has(runId)) continue; // it may stand in several cells
    runIds.add(runId);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === 'diverged') values.push(Infinity);
    else if (status === 'done' && value !== undefined) values.push(Number.isFinite(value) ? value : Infinity);
  }
  const middle = median(values);
  return { runIds, statuses, values, shown: Number.isFinite(middle) ? middle : markOf(statuses, values) };
}

const marks: readonly (readonly [RunStatus, HeatMark])[] = [
  ['diverged', { character: '∞', meaning: 'diverged', color: 5 }],
  ['failed', { character: '×', meaning: 'failed', color: 4 }],
  ['running', { character: '▶', meaning: 'running', color: 0 }],
  ['cancelled', { character: '-', meaning: 'cancelled', color: 7 }],
  ['skipped', { character: '»', meaning: 'skipped', color: 7 }],
  ['pruned', { character: '┤', meaning: 'pruned', color: 7 }],
  ['pending', { character: '○', meaning: 'pending', color: 7 }],
];

/** What is worst of it; undefined where runs are done that have not recorded the metric. */
const markOf = (statuses: GridCell['statuses'], values: GridCell['values']): HeatCell =>
  marks.find(([status]) => statuses.has(status))?.[1] ??
  (values.length > 0 ? { character: '!', meaning: 'not finite' } : undefined);
