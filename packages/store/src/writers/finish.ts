/** Ends an attempt, and computes what is derived from a run's points then. */
import type { Series, StopReason, TrajectoryChunk, TrajectoryEvent } from '@ranksweep/core';
import { deleteCheckpoints, writeCheckpoint, type SavedState } from './checkpoints.ts';
import { timestamp, type Connection } from '../connection/connection.ts';
import { PointDigests } from '../digests/pointDigests.ts';
import { eventRows, finalRows, identityIn, recordDigest, RUN_RECORD_COLUMNS } from '../digests/runRecord.ts';
import { writeEvents } from './events.ts';
import { insertRows } from '../rows/insertRows.ts';
import { endLease } from '../claims/leases.ts';
import { metricIdsOf } from './metrics.ts';
import { insertSnapshots, replaceSeries } from './points.ts';
import type { EndStatus } from '../types.ts';

/** How a run ended, and what of it was not written before. */
export interface RunEnd {
  readonly status: EndStatus;
  /** Number of iterations applied. */
  readonly iterations: number;
  readonly stopReason: StopReason | null;
  readonly error: string | null;
  /** How long the run took since it was claimed or last saved. The run's `wall_ms` is the sum of these. */
  readonly wallMs: number;
  /** Snapshots that were not appended before. */
  readonly snapshots?: readonly TrajectoryChunk[];
  /** Last value of each metric that the run has points of. If omitted, read from the points. */
  readonly finals?: ReadonlyMap<string, number>;
  /** Replaces the run's events. If omitted, they stay as they are. */
  readonly events?: readonly TrajectoryEvent[];
  /** Metrics derived from the whole trajectory. Each replaces what the run has of it. */
  readonly derived?: readonly Series[];
  /** State from which the run can be extended. Its `iteration` is by default the run's. */
  readonly finalState?:
    (Omit<SavedState, 'iteration'> & { readonly iteration?: number | undefined }) | undefined;
}

export interface FinishWriter {
  /**
   * Ends a run and its attempt: writes status, events, finals (the last point of each metric), lease and times at once.
   * `finalState` becomes the run's checkpoint. Without it, a done or diverged run keeps no checkpoint, while a failed or
   * cancelled one keeps its last, to resume from when it is claimed again.
   * @throws LeaseLostError if the attempt does not hold the lease
   * @throws RangeError and DamagedRunError like `appendChunk`
   */
  finishRun(runId: number, attempt: number, end: RunEnd): void;
}

export const finishWriter = (connection: Connection): FinishWriter => ({
  finishRun: (runId, attempt, end) =>
    connection.transaction(() => {
      const endedAt = timestamp();
      endLease(connection, runId, attempt, { outcome: end.status, error: end.error, endedAt });
      const run = endRun(connection, runId, end, endedAt);
      const { status, iterations, snapshots = [], derived = [], events, finals, finalState } = end;
      const digests = new PointDigests(connection, runId);
      for (const chunk of snapshots) insertSnapshots(connection, digests, chunk);
      for (const series of derived) replaceSeries(connection, digests, series);
      if (events !== undefined) writeEvents(connection, runId, events);
      replaceFinals(connection, runId, finals);
      if (finalState !== undefined)
        writeCheckpoint(connection, runId, identityIn(run), {
          ...finalState,
          iteration: finalState.iteration ?? iterations,
        });
      else if (status === 'done' || status === 'diverged') deleteCheckpoints(connection, runId);
      const record = recordDigest({
        run,
        finals: finals === undefined ? finalRows(connection, runId) : [...finals],
        events: events === undefined ? eventRows(connection, runId) : inOrder(events),
      });
      connection
        .statement(
          `INSERT INTO run_digests (run_id, points, record) VALUES (?, ?, ?)
           ON CONFLICT DO UPDATE SET points = excluded.points, record = excluded.record`,
        )
        .run(runId, digests.encoded, record);
      connection.runDigests.set(runId, undefined);
    }),
});

/** @returns the run's row in the form that its record uses */
function endRun(
  { statement }: Connection,
  runId: number,
  { status, iterations, stopReason, error, wallMs }: RunEnd,
  finishedAt: string,
): readonly unknown[] {
  return statement<unknown[], unknown[]>(UPDATE_RUN)
    .raw()
    .get(status, iterations, stopReason, error, finishedAt, wallMs, runId)!;
}

const UPDATE_RUN = `
  UPDATE runs SET status = ?, iterations = ?, stop_reason = ?, error = ?, finished_at = ?, wall_ms = wall_ms + ?
  WHERE id = ? RETURNING ${RUN_RECORD_COLUMNS}`;

/** The values as a query returns them. */
const inOrder = (events: readonly TrajectoryEvent[]): (readonly unknown[])[] =>
  events
    .toSorted((a, b) => a.iteration - b.iteration)
    .map(({ iteration, kind, subject, value }) => [iteration, kind, subject, value]);

function replaceFinals(
  connection: Connection,
  runId: number,
  finals: ReadonlyMap<string, number> | undefined,
): void {
  connection.statement('DELETE FROM finals WHERE run_id = ?').run(runId);
  if (finals === undefined) return insertLastPoints(connection, runId);
  const values = [...finals.values()];
  insertRows(
    connection,
    'finals (run_id, metric_id, value)',
    metricIdsOf(connection, [...finals.keys()]).map((metricId, m) => [runId, metricId, values[m]]),
  );
}

// Two look-ups in the primary key for each metric, however many points the run has.
function insertLastPoints({ statement }: Connection, runId: number): void {
  statement(
    `WITH RECURSIVE recorded(metric_id) AS (
       SELECT min(metric_id) FROM points WHERE run_id = @runId
       UNION ALL
       SELECT (SELECT min(metric_id) FROM points WHERE run_id = @runId AND points.metric_id > recorded.metric_id)
       FROM recorded WHERE recorded.metric_id IS NOT NULL
     )
     INSERT INTO finals (run_id, metric_id, value)
     SELECT @runId, metric_id, (
       SELECT value FROM points
       WHERE run_id = @runId AND points.metric_id = recorded.metric_id ORDER BY iteration DESC LIMIT 1
     ) FROM recorded WHERE metric_id IS NOT NULL`,
  ).run({ runId });
}
