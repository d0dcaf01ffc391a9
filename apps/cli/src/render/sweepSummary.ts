/** A sweep of many runs on a screen: what came of each part, and how it depends on each axis. */
import { median } from '@ranksweep/core';
import { specAxes } from '@ranksweep/kinds';
import { runStatuses, type AxisRun, type ReadOnlyStore, type SweepSummary } from '@ranksweep/store';
import { formatNumber } from '@ranksweep/text';
import { terminalTable } from './terminalTable.ts';

/** Lines of an axis; where it has more values, neighbours share one. */
const MOST_GROUPS = 8;
const METRIC = 'reconstruction_error';

interface Row {
  readonly part: string;
  readonly axis: string;
  readonly values: string;
  readonly runs: readonly AxisRun[];
}

/** Medians are over runs that are done. */
export function sweepSummary(store: ReadOnlyStore, { id, spec }: SweepSummary): string {
  const axes = specAxes(spec, `sweep ${id} in ${store.path}`);
  const rows = store.partsOfSweep(id).flatMap((part) => partRows(store, id, part, axes.get(part) ?? []));
  const statuses = runStatuses.filter((status) =>
    rows.some(({ runs }) => runs.some((run) => run.status === status)),
  );
  const table = rows.map(({ part, axis, values, runs }) => {
    const done = runs.filter(({ status }) => status === 'done');
    const errors = done.flatMap(({ value }) => value ?? []);
    return [
      part,
      axis,
      values,
      runs.length,
      ...statuses.map((status) => runs.filter((run) => run.status === status).length),
      medianOf(done.map(({ iterations }) => iterations)),
      medianOf(errors),
    ];
  });
  const head = ['part', 'axis', 'values', 'runs', ...statuses, 'median iterations', 'median error'];
  const empty = statuses.filter((_, i) => table.every((row) => row[4 + i] === 0));
  return terminalTable(head, table, { spare: [...empty, 'median iterations', 'pending', 'cancelled'] });
}

const medianOf = (values: readonly number[]): number | null => (values.length === 0 ? null : median(values));

/** The part as a whole, then each of its axes. */
function partRows(store: ReadOnlyStore, sweepId: number, part: string, axes: readonly string[]): Row[] {
  const onAxis = (axis: string): AxisRun[] => store.axisRuns(sweepId, part, axis, METRIC);
  const whole = onAxis(axes[0] ?? 'seed');
  return [
    { part, axis: '', values: '', runs: whole },
    ...axes.flatMap((axis, a) =>
      groupsOf(a === 0 ? whole : onAxis(axis)).map((group) => ({ part, axis, ...group })),
    ),
  ];
}

/**
 * Neighbouring values of an axis together, so many of them in each group that there are few groups; runs that do not have the axis are
 * a group of their own, the last. None of one value.
 */
export function groupsOf(runs: readonly AxisRun[]): Pick<Row, 'values' | 'runs'>[] {
  const { none = [], some = [] } = Object.groupBy(
    Map.groupBy(runs, ({ at }) => at),
    ([at]) => (at === null ? 'none' : 'some'),
  );
  if (none.length + some.length < 2) return [];
  const byValue = some.toSorted(([a], [b]) => inOrder(a, b));
  const groups = Math.min(MOST_GROUPS - none.length, byValue.length);
  return [
    ...Array.from({ length: groups }, (_, g) => {
      const start = Math.floor((g * byValue.length) / groups);
      const group = byValue.slice(start, Math.floor(((g + 1) * byValue.length) / groups));
      const ends = [...new Set([group[0]![0], group.at(-1)![0]])];
      return { values: ends.map(valueText).join(' .. '), runs: group.flatMap(([, of]) => of) };
    }),
    ...none.map(([, of]) => ({ values: '(none)', runs: of })),
  ];
}

/** Numbers ascending, then text by the alphabet. */
function inOrder(a: AxisRun['at'], b: AxisRun['at']): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'number' || typeof b === 'number') return typeof a === 'number' ? -1 : 1;
  return String(a) < String(b) ? -1 : 1;
}

const valueText = (value: AxisRun['at']): string =>
  typeof value === 'number' ? formatNumber(value) : String(value);
