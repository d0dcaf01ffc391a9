/** Reading of large sweeps as a whole, for summaries. No configuration is parsed: a hundred thousand would take seconds. */
import type { Connection } from '../connection.ts';
import type { RunStatus } from '../types.ts';

/** A run in its place on an axis. */
export interface AxisRun {
  readonly status: RunStatus;
  readonly iterations: number;
  /** Of the axis, as the table `params` has it: true is 1, a list is JSON text; null where the run has no such parameter. */
  readonly at: number | string | null;
  /** Last value of the metric: NaN where it was NaN, undefined where the run has none. */
  readonly value: number | undefined;
}

export interface OutlineReader {
  /** Names of the parts that a sweep has runs of, in alphabetical order. */
  partsOfSweep(sweepId: number): string[];
  /**
   * A part's runs on an axis, with the final value of a metric. One that stands in several cells comes once for each.
   * @param path of the axis in the configuration
   */
  axisRuns(sweepId: number, part: string, path: string, metric: string): AxisRun[];
}

type Row = [status: RunStatus, iterations: number, at: AxisRun['at'], hasValue: 0 | 1, value: number | null];

export const outlineReader = ({ statement }: Connection): OutlineReader => ({
  partsOfSweep: (sweepId) =>
    statement<[number], string>('SELECT DISTINCT part FROM sweep_runs WHERE sweep_id = ? ORDER BY part')
      .pluck()
      .all(sweepId),

  axisRuns: (sweepId, part, path, metric) =>
    statement<[string, string, number, string], Row>(
      `SELECT status, iterations, params.value, finals.run_id IS NOT NULL, finals.value
       FROM sweep_runs JOIN runs ON runs.id = sweep_runs.run_id
       LEFT JOIN params ON params.run_id = runs.id AND params.name = ?
       LEFT JOIN finals ON finals.run_id = runs.id AND metric_id = (SELECT id FROM metrics WHERE name = ?)
       WHERE sweep_id = ? AND part = ?`,
    )
      .raw()
      .all(path, metric, sweepId, part)
      .map(([status, iterations, at, hasValue, value]) => ({
        status,
        iterations,
        at,
        value: hasValue ? (value ?? NaN) : undefined,
      })),
});
