/** The runs of a sweep's part with what a search compares them by: a final metric, or an expression on several. */
import { getPath } from '@ranksweep/core';
import { configAt, Measure, type AxisValue } from '@ranksweep/kinds';
import type { CellReader, CellRun } from './cells.ts';
import type { SweepReader } from './sweeps.ts';

type Readers = Pick<CellReader & SweepReader, 'cellRuns' | 'cellValues' | 'sweep'>;

/** As `cellRuns`, of which `value` is that of the measure: undefined where a run lacks a metric that it needs. */
export function measuredRuns(store: Readers, sweepId: number, part: string, text: string): CellRun[] {
  const measure = new Measure(text);
  const runs = store.cellRuns(sweepId, part, text);
  if (measure.names.length === 1) return runs;
  // Both readings have the same runs in the same order.
  const columns = new Map(measure.names.map((name) => [name, store.cellRuns(sweepId, part, name)]));
  const base = getPath(store.sweep(sweepId)?.spec ?? {}, 'parts') as Readonly<Record<string, unknown>>;
  const cells = Map.groupBy(store.cellValues(sweepId, part), ({ cell }) => cell);
  const configs = new Map(
    Array.from(cells, ([cell, own]) => [
      cell,
      configAt(
        (getPath((base?.[part] ?? {}) as object, 'base') ?? {}) as object,
        Object.fromEntries(own.map(({ name, value }): [string, AxisValue] => [name, value])),
      ),
    ]),
  );
  return runs.map((run, i) => ({
    ...run,
    value: measure.valueOf({
      metric: (name) => columns.get(name)?.[i]?.value,
      config: () => configs.get(run.cell) ?? {},
      iterations: run.iterations,
    }),
  }));
}
