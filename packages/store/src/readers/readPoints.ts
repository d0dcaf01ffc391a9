/** One metric's points of a run, as typed arrays. */
import type { Connection } from '../connection.ts';

export interface Points {
  readonly iterations: Float64Array;
  /** NaN where it was NaN. */
  readonly values: Float64Array;
}

/** The database itself, or one that is attached to be merged. */
export type Schema = 'main' | 'other';

export function readPoints(
  { statement }: Connection,
  runId: number,
  metricId: number,
  schema: Schema = 'main',
): Points {
  const rows = statement<[number, number], [iteration: number, value: number | null]>(
    `SELECT iteration, value FROM ${schema}.points WHERE run_id = ? AND metric_id = ? ORDER BY iteration`,
  )
    .raw()
    .all(runId, metricId);
  return {
    iterations: Float64Array.from(rows, ([iteration]) => iteration),
    values: Float64Array.from(rows, ([, value]) => value ?? NaN),
  };
}

/** Numbers of the metrics that a run has points of. A look-up a metric, however many points there are. */
export const recordedMetricIds = (
  { statement }: Connection,
  runId: number,
  schema: Schema = 'main',
): number[] =>
  statement<[{ runId: number }], number>(
    `WITH RECURSIVE recorded(metric_id) AS (
       SELECT min(metric_id) FROM ${schema}.points WHERE run_id = @runId
       UNION ALL
       SELECT (SELECT min(metric_id) FROM ${schema}.points WHERE run_id = @runId AND metric_id > recorded.metric_id)
       FROM recorded WHERE recorded.metric_id IS NOT NULL
     )
     SELECT metric_id FROM recorded WHERE metric_id IS NOT NULL`,
  )
    .pluck()
    .all({ runId });
