/** Reading of large sweeps as a whole, for summaries. No configuration is parsed: a hundred thousand would take seconds. */
import { AskedStops, type Place } from '../asked/askedStops.ts';
import { finalUpTo } from './runUpTo.ts';
import { statusInSweep } from '../asked/statusInSweep.ts';
import { statusUpTo } from '../asked/statusUpTo.ts';
import type { Connection } from '../connection/connection.ts';
import type { RunStatus } from '../types.ts';

/** A run in its place on an axis, as far as the sweep asks for it. */
export interface AxisRun {
  readonly status: RunStatus;
  readonly iterations: number;
  /** Of the axis, as the table `params` has it: true is 1, a list is JSON text; null where the run has no such parameter. */
  readonly at: number | string | null;
  /** Last value of the metric: NaN where it was NaN, undefined where the run has none. */
  readonly value: number | undefined;
}

interface Row extends Place, Omit<AxisRun, 'value'> {
  readonly hasValue: 0 | 1;
  readonly value: number | null;
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

export const outlineReader = (connection: Connection): OutlineReader => ({
  partsOfSweep: (sweepId) =>
    connection
      .statement<[number], string>('SELECT DISTINCT part FROM sweep_runs WHERE sweep_id = ? ORDER BY part')
      .pluck()
      .all(sweepId),

  axisRuns: connection.database.transaction((sweepId: number, part: string, path: string, metric: string) => {
    const asked = new AskedStops(connection, sweepId);
    const inSweep = statusInSweep(connection, sweepId);
    return connection
      .statement<[string, string, number, string], Row>(
        `SELECT runs.id AS runId, part, cell, status, iterations, params.value AS at,
           finals.run_id IS NOT NULL AS hasValue, finals.value AS value
         FROM sweep_runs JOIN runs ON runs.id = sweep_runs.run_id
         LEFT JOIN params ON params.run_id = runs.id AND params.name = ?
         LEFT JOIN finals ON finals.run_id = runs.id AND metric_id = (SELECT id FROM metrics WHERE name = ?)
         WHERE sweep_id = ? AND part = ?`,
      )
      .all(path, metric, sweepId, part)
      .map(({ hasValue, ...row }) => {
        const upTo = asked.upTo(row);
        const final = hasValue ? (row.value ?? NaN) : undefined;
        return {
          status: inSweep(statusUpTo(row.status, upTo), row.runId),
          iterations: upTo ?? row.iterations,
          at: asked.at(path, row) ?? row.at,
          value: upTo === undefined ? final : finalUpTo(connection, row.runId, metric, upTo),
        };
      });
  }),
});
