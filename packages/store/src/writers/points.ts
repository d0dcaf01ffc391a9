/** Writing of trajectories. */
import type { Series, TrajectoryChunk } from '@ranksweep/core';
import type { Connection } from '../connection/connection.ts';
import { insertRows } from '../rows/insertRows.ts';
import { requireLease } from '../claims/leases.ts';
import { PointDigests, writeKeptDigest, type MetricPoints } from '../digests/pointDigests.ts';
import { metricIdsOf } from './metrics.ts';

export interface PointWriter {
  /**
   * Adds snapshots to a run, or replaces them: a point is identified by run, metric and iteration, and the later value wins. NaN
   * and infinities are kept; -0 becomes 0. The run's `iterations` becomes the last one given, if that is larger.
   * @throws LeaseLostError if the attempt does not hold the lease
   * @throws RangeError if `values` does not have one entry per metric and iteration
   * @throws DamagedRunError if it writes among points that are damaged
   */
  appendChunk(runId: number, attempt: number, chunk: TrajectoryChunk): void;

  /**
   * Replaces all points that the run has of a metric with a series. Unlike those of snapshots, the points may lie before the
   * state that the run resumes from, and they are still valid.
   * @throws like `appendChunk`
   */
  replaceMetric(runId: number, attempt: number, series: Series): void;
}

/** Points per statement. Most of a point's time is spent on the call and its bindings, not in SQLite. */
const POINTS_PER_STATEMENT = 64;

/** This many snapshots are written at once, with all their metrics. */
const FEW_SNAPSHOTS = 8;

/** Inserts this many points of one run and metric. `WHERE true` tells the parser that ON CONFLICT does not begin a join. */
const insertPoints = Array.from(
  { length: POINTS_PER_STATEMENT + 1 },
  (_, count) =>
    `INSERT INTO points (run_id, metric_id, iteration, value)
     SELECT run, metric, column1, column2
     FROM (SELECT ? AS run, ? AS metric), (VALUES ${Array.from({ length: count }, () => '(?, ?)').join(', ')})
     WHERE true
     ON CONFLICT DO UPDATE SET value = excluded.value`,
);

export const pointWriter = (connection: Connection): PointWriter => ({
  appendChunk: (runId, attempt, chunk) =>
    connection.transaction(() => {
      requireLease(connection, runId, attempt);
      insertChunk(connection, runId, chunk);
    }),

  replaceMetric: (runId, attempt, series) =>
    connection.transaction(() => {
      requireLease(connection, runId, attempt);
      const digests = new PointDigests(connection, runId);
      replaceSeries(connection, digests, series);
      digests.keep();
      writeKeptDigest(connection, runId);
    }),
});

/** Call it in a transaction. Throws like `appendChunk`. */
export function insertChunk(connection: Connection, runId: number, chunk: TrajectoryChunk): void {
  const digests = new PointDigests(connection, runId);
  insertSnapshots(connection, digests, chunk);
  digests.keep();
  const last = chunk.iterations.reduce((a, b) => Math.max(a, b), 0);
  connection.statement('UPDATE runs SET iterations = max(iterations, ?) WHERE id = ?').run(last, runId);
}

/** Writes only the points; the caller updates the digests. Throws like `appendChunk`. */
export function insertSnapshots(
  connection: Connection,
  digests: PointDigests,
  { metrics, iterations, values }: TrajectoryChunk,
): void {
  const n = iterations.length;
  if (values.length !== metrics.length * n) {
    throw new RangeError(
      `expected ${metrics.length} metrics x ${n} iterations = ${metrics.length * n} values, found ${values.length}`,
    );
  }
  const columns = metricIdsOf(connection, metrics).map((metricId, m) => ({
    metricId,
    iterations,
    values: values.subarray(m * n, (m + 1) * n),
  }));
  if (n <= FEW_SNAPSHOTS && digests.areNext(columns)) {
    insertShortColumns(connection, digests.runId, columns);
    for (const column of columns) digests.extend(column);
  } else {
    for (const column of columns) {
      digests.append(column, () => insertColumn(connection, digests.runId, column));
    }
  }
}

/** Replaces all points that the run has of a metric with a series; the caller updates the digests. */
export function replaceSeries(
  connection: Connection,
  digests: PointDigests,
  { metric, iterations, values }: Series,
): void {
  const { runId } = digests;
  const [metricId] = metricIdsOf(connection, [metric]) as [number];
  connection.statement('DELETE FROM points WHERE run_id = ? AND metric_id = ?').run(runId, metricId);
  const points = { metricId, iterations, values };
  insertColumn(connection, runId, points);
  digests.replace(points);
}

/** Writes a whole short run at once, because one statement per metric would take longer than the points. */
function insertShortColumns(connection: Connection, runId: number, columns: readonly MetricPoints[]): void {
  const rows = columns.flatMap(({ metricId, iterations, values }) =>
    Array.from(iterations, (iteration, i) => [runId, metricId, iteration, values[i]]),
  );
  insertRows(connection, 'points (run_id, metric_id, iteration, value)', rows, {
    onConflict: 'ON CONFLICT DO UPDATE SET value = excluded.value',
  });
}

function insertColumn(
  { statement }: Connection,
  runId: number,
  { metricId, iterations, values }: MetricPoints,
): void {
  for (let start = 0; start < iterations.length; start += POINTS_PER_STATEMENT) {
    const end = Math.min(start + POINTS_PER_STATEMENT, iterations.length);
    const bindings = [runId, metricId];
    for (let i = start; i < end; i++) bindings.push(iterations[i]!, values[i]!); // SQLite turns NaN into NULL.
    statement(insertPoints[end - start]!).run(bindings);
  }
}
