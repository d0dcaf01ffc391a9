/** Reading of what changes while a sweep goes on, for displays that look again and again: every answer is small. */
import { NO_ITERATION_LIMIT } from '@ranksweep/core';
import type { Connection } from '../connection/connection.ts';
import { allLeases, isDead } from '../claims/leases.ts';
import { recordedMetricIds } from '../rows/readPoints.ts';
import { asColumn } from './runColumns.ts';
import type { RunColumn } from './runColumns.ts';
import { statusInSweep, type StatusInSweep } from '../asked/statusInSweep.ts';
import type { RunStatus } from '../types.ts';

/** Which runs a list has, and in which order. */
export interface RunOrder {
  readonly by: RunColumn;
  readonly descending: boolean;
  /** Only runs that this SQL condition on the columns of `run_table` holds for. */
  readonly where?: string | undefined;
}

/** One row of a list of runs. */
export interface RunSummary {
  readonly runId: number;
  readonly status: RunStatus;
  /** One value a column asked for. */
  readonly values: readonly (number | string | null)[];
}

/** A run that a living process has just now. */
export interface Activity {
  readonly runId: number;
  readonly attempt: number;
  readonly lane: string;
  readonly device: string;
  readonly engine: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly iterations: number;
  /** Null if there is no limit. */
  readonly maxIterations: number | null;
}

export interface LiveReader {
  /** Another number once another connection has committed. */
  dataVersion(): number;
  /**
   * A sweep's runs, each once, in an order; those without a value come last.
   * @throws SqliteError where the condition is none
   */
  runOrder(sweepId: number, order: RunOrder): number[];
  /**
   * Some runs in the order given; those that are gone are left out.
   * @param sweepId of the sweep that shows them, which may skip some. Default: none
   */
  runSummaries(runIds: readonly number[], columns: readonly RunColumn[], sweepId?: number): RunSummary[];
  /** Names of the metrics that a sweep's runs have values of, told by two of each part, in the order they were first recorded. */
  metricsOfSweep(sweepId: number): string[];
  activities(): Activity[];
  /** Points of a run beyond an iteration, by metric, in the order of iterations; NaN where it was NaN. */
  pointsBeyond(runId: number, metric: string, iteration: number): { iterations: number[]; values: number[] };
}

export function liveReader(connection: Connection): LiveReader {
  const { statement, database } = connection;
  return {
    dataVersion: () => database.pragma('data_version', { simple: true }) as number,

    runOrder: (sweepId, { by, descending, where }) => {
      const column = asColumn(by);
      const sql = `
        SELECT runs.id FROM runs
        JOIN (SELECT run_id, min(part) AS part, min(cell) AS cell FROM sweep_runs WHERE sweep_id = @sweepId GROUP BY run_id)
          AS place ON place.run_id = runs.id
        ${where === undefined ? '' : `WHERE runs.id IN (SELECT run_id FROM run_table WHERE (${where}\n))`}
        ORDER BY ${column} IS NULL, ${column} ${descending ? 'DESC' : 'ASC'}, part, cell, seed, runs.id`;
      return database.prepare<object, number>(sql).pluck().all({ sweepId });
    },

    runSummaries: database.transaction(
      (runIds: readonly number[], columns: readonly RunColumn[], sweepId?: number) => {
        const inSweep: StatusInSweep =
          sweepId === undefined ? (status) => status : statusInSweep(connection, sweepId);
        const select = statement<[number], (number | string | null)[]>(
          `SELECT runs.id, runs.status${columns.map((column) => `, ${asColumn(column)}`).join('')} FROM runs WHERE id = ?`,
        ).raw();
        return runIds.flatMap((runId) => {
          const row = select.get(runId);
          if (row === undefined) return [];
          const [, status, ...values] = row;
          return [{ runId, status: inSweep(status as RunStatus, runId), values }];
        });
      },
    ),

    metricsOfSweep: database.transaction((sweepId: number) => {
      const begun = statement<[number], [number, number]>(
        `SELECT min(runs.id), max(runs.id) FROM sweep_runs JOIN runs ON runs.id = run_id
         WHERE sweep_id = ? AND attempts > 0 GROUP BY part`,
      )
        .raw()
        .all(sweepId)
        .flat();
      const ids = begun.flatMap((runId) => recordedMetricIds(connection, runId));
      const name = statement<[number], string>('SELECT name FROM metrics WHERE id = ?').pluck();
      return [...new Set(ids)].sort((a, b) => a - b).flatMap((id) => name.get(id) ?? []);
    }),

    activities: database.transaction(() => {
      const select = statement<[number], Activity>(
        `SELECT runs.id AS runId, number AS attempt, lane, attempts.device, attempts.engine, pid,
           attempts.started_at AS startedAt, iterations, nullif(config ->> '$.stop.maxIterations', ${NO_ITERATION_LIMIT}) AS maxIterations
         FROM runs JOIN leases ON leases.run_id = runs.id
         JOIN attempts ON attempts.run_id = runs.id AND attempts.number = leases.attempt WHERE runs.id = ?`,
      );
      return allLeases(connection)
        .filter((lease) => !isDead(lease))
        .flatMap(({ runId }) => select.get(runId) ?? []);
    }),

    pointsBeyond: (runId, metric, iteration) => {
      const rows = statement<[number, string, number], [number, number | null]>(
        `SELECT iteration, value FROM points
         WHERE run_id = ? AND metric_id = (SELECT id FROM metrics WHERE name = ?) AND iteration > ? ORDER BY iteration`,
      )
        .raw()
        .all(runId, metric, iteration);
      return { iterations: rows.map(([at]) => at), values: rows.map(([, value]) => value ?? NaN) };
    },
  };
}
