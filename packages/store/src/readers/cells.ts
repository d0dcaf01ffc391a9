/** Reading of a whole part of a sweep at once, for maps of its cells. */
import { AskedStops } from '../asked/askedStops.ts';
import { finalUpTo } from './runUpTo.ts';
import { statusInSweep } from '../asked/statusInSweep.ts';
import { statusUpTo } from '../asked/statusUpTo.ts';
import type { Connection } from '../connection/connection.ts';
import type { RunStatus } from '../types.ts';

/** A run in its cell, as far as the sweep asks for it. */
export interface CellRun {
  /** Its number within the part, from 0. */
  readonly cell: number;
  readonly runId: number;
  readonly status: RunStatus;
  readonly iterations: number;
  /** Last value of the metric: NaN where it was NaN, undefined where the run has none. */
  readonly value: number | undefined;
}

/** What an axis is in a cell. */
export interface CellValue {
  readonly cell: number;
  /** Of the axis: its path in the configuration. */
  readonly name: string;
  /** True, false and lists are JSON text. */
  readonly value: number | string;
}

export interface CellReader {
  /** All cells of a sweep's part, or these, by number and then by the names of axes. A cell without values has no row. */
  cellValues(sweepId: number, part: string, cells?: readonly number[]): CellValue[];
  /** The runs of a sweep's part by cell, with the final value of a metric; one that stands in several cells comes once for each. */
  cellRuns(sweepId: number, part: string, metric: string): CellRun[];
  /** Names of the metrics that some of these runs have final values of, in the order they were first recorded. */
  finalMetrics(runIds: readonly number[]): string[];
}

type CellRow = [
  cell: number,
  runId: number,
  status: RunStatus,
  iterations: number,
  hasValue: 0 | 1,
  value: number | null,
];

export const cellReader = (connection: Connection): CellReader => ({
  cellValues: (sweepId, part, cells) =>
    cells === undefined
      ? connection
          .statement<[number, string], CellValue>(
            'SELECT cell, name, value FROM cells WHERE sweep_id = ? AND part = ? ORDER BY cell, name',
          )
          .all(sweepId, part)
      : connection
          .statement<[number, string, string], CellValue>(
            `SELECT cell, name, value FROM cells
             WHERE sweep_id = ? AND part = ? AND cell IN (SELECT value FROM json_each(?)) ORDER BY cell, name`,
          )
          .all(sweepId, part, JSON.stringify(cells)),

  cellRuns: connection.database.transaction((sweepId: number, part: string, metric: string) => {
    const asked = new AskedStops(connection, sweepId);
    const inSweep = statusInSweep(connection, sweepId);
    return connection
      .statement<[string, number, string], CellRow>(
        `SELECT cell, runs.id, status, iterations, finals.run_id IS NOT NULL, value
       FROM sweep_runs JOIN runs ON runs.id = sweep_runs.run_id
       LEFT JOIN finals ON finals.run_id = runs.id AND metric_id = (SELECT id FROM metrics WHERE name = ?)
       WHERE sweep_id = ? AND part = ? ORDER BY cell, runs.id`,
      )
      .raw()
      .all(metric, sweepId, part)
      .map(([cell, runId, status, iterations, hasValue, value]) => {
        const upTo = asked.upTo({ runId, part, cell, iterations });
        const final = hasValue ? (value ?? NaN) : undefined;
        return {
          cell,
          runId,
          status: inSweep(statusUpTo(status, upTo), runId),
          iterations: upTo ?? iterations,
          value: upTo === undefined ? final : finalUpTo(connection, runId, metric, upTo),
        };
      });
  }),

  finalMetrics: (runIds) =>
    connection
      .statement<[string], string>(
        `SELECT name FROM metrics WHERE id IN (
         SELECT metric_id FROM finals WHERE run_id IN (SELECT value FROM json_each(?))
       ) ORDER BY id`,
      )
      .pluck()
      .all(JSON.stringify(runIds)),
});
