/** Writing of trajectories. */
import type { TrajectoryChunk } from '@ranksweep/core';
import type { Connection } from './connection.ts';
import { requireLease } from './leases.ts';
import { metricIdsOf } from './metrics.ts';

export interface PointWriter {
  /**
   * Adds snapshots to a run, or writes them again: a point is known by run, metric and iteration, and the later
   * value counts. NaN and infinities are kept; -0 becomes 0. The run's `iterations` becomes the last one given, if larger.
   * @throws LeaseLostError if the attempt does not hold the lease
   * @throws RangeError if `values` does not have one entry per metric and iteration
   */
  appendChunk(runId: number, attempt: number, chunk: TrajectoryChunk): void;
}

/** Points a statement: most of a point's time is spent on the call, not in SQLite. */
const pointsPerStatement = 50;

const insertPoints = (count: number): string =>
  `INSERT INTO points (run_id, metric_id, iteration, value)
   VALUES ${Array.from({ length: count }, () => '(?, ?, ?, ?)').join(', ')}
   ON CONFLICT DO UPDATE SET value = excluded.value`;
const insertOne = insertPoints(1);
const insertMany = insertPoints(pointsPerStatement);

export const pointWriter = (connection: Connection): PointWriter => ({
  appendChunk: (runId, attempt, { metrics, iterations, values }) => {
    const n = iterations.length;
    if (values.length !== metrics.length * n) {
      throw new RangeError(
        `expected ${metrics.length} metrics x ${n} iterations = ${metrics.length * n} values, found ${values.length}`,
      );
    }
    connection.transaction(() => {
      requireLease(connection, runId, attempt);
      metricIdsOf(connection, metrics).forEach((metricId, m) =>
        insertColumn(connection, runId, metricId, iterations, values.subarray(m * n, (m + 1) * n)),
      );
      const last = iterations.reduce((a, b) => Math.max(a, b), 0);
      connection.statement('UPDATE runs SET iterations = max(iterations, ?) WHERE id = ?').run(last, runId);
    });
  },
});

function insertColumn(
  { statement }: Connection,
  runId: number,
  metricId: number,
  iterations: Float64Array,
  values: Float64Array,
): void {
  const many = statement(insertMany);
  const one = statement(insertOne);
  const row: number[] = [];
  let i = 0;
  for (; i + pointsPerStatement <= iterations.length; i += pointsPerStatement) {
    for (let k = 0; k < pointsPerStatement; k++) {
      row[4 * k] = runId;
      row[4 * k + 1] = metricId;
      row[4 * k + 2] = iterations[i + k];
      row[4 * k + 3] = values[i + k]; // SQLite turns NaN into NULL
    }
    many.run(row);
  }
  for (; i < iterations.length; i++) one.run(runId, metricId, iterations[i], values[i]);
}
