/** One metric's points of a run, as typed arrays. */
import type { Connection } from '../connection/connection.ts';

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
  const rows = statement<[number, number], StoredPoint>(
    `SELECT iteration, value FROM ${schema}.points WHERE run_id = ? AND metric_id = ? ORDER BY iteration`,
  )
    .raw()
    .all(runId, metricId);
  return pointsOf(rows);
}

export interface PointRange {
  /** Only those behind this iteration. */
  readonly after: number;
  /** Only those up to this one. */
  readonly upTo: number;
  /** So many at most, the first ones. */
  readonly limit: number;
}

export function readNextPoints(
  { statement }: Connection,
  runId: number,
  metricId: number,
  { after, upTo, limit }: PointRange,
): Points {
  const rows = statement<[number, number, number, number, number], StoredPoint>(
    `SELECT iteration, value FROM points WHERE run_id = ? AND metric_id = ? AND iteration > ? AND iteration <= ?
     ORDER BY iteration LIMIT ?`,
  )
    .raw()
    .all(runId, metricId, after, upTo, limit);
  return pointsOf(rows);
}

/** Points that are read at a time. Larger parts are no faster. */
const POINTS_PER_PART = 16_384;

/** The same in parts, none of them empty. Belongs in a transaction, so that all are of one moment. */
export function* readPointsInParts(
  connection: Connection,
  runId: number,
  metricId: number,
): Generator<Points> {
  let after = -1;
  for (;;) {
    const range = { after, upTo: Number.MAX_SAFE_INTEGER, limit: POINTS_PER_PART };
    const points = readNextPoints(connection, runId, metricId, range);
    if (points.iterations.length > 0) yield points;
    if (points.iterations.length < POINTS_PER_PART) return;
    after = points.iterations.at(-1)!;
  }
}

type StoredPoint = [iteration: number, value: number | null];

function pointsOf(rows: readonly StoredPoint[]): Points {
  const [iterations, values] = [new Float64Array(rows.length), new Float64Array(rows.length)];
  for (let i = 0; i < rows.length; i++) {
    const [iteration, value] = rows[i]!;
    iterations[i] = iteration;
    values[i] = value ?? NaN;
  }
  return { iterations, values };
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
