/**
 * Points that a claimed run does not resume from: those after its digests. A trajectory may have a million of them, so they are
 * deleted in several transactions, between which others can write. They have no effect until then. If the process is killed
 * halfway, the next claim finds the remaining ones after the digests.
 */
import type { Connection } from '../connection/connection.ts';
import { writtenDigest } from '../digests/pointDigests.ts';
import { recordedMetricIds } from '../rows/readPoints.ts';

/** About 25 ms. */
export const POINTS_PER_STEP = 16_384;

/** Call it in a transaction, before the attempt appends. @returns whether some points may be left */
export function deleteLeftover(connection: Connection, runId: number, mostPoints: number): boolean {
  const kept = connection.runDigests.get(runId) ?? writtenDigest(connection, runId);
  if (kept === undefined) return false; // The run is of an earlier version, and the claim itself has deleted the points.
  let rest = mostPoints;
  for (const metricId of recordedMetricIds(connection, runId)) {
    rest -= deleteBehind(connection, {
      runId,
      metricId,
      after: kept.get(metricId)?.last ?? -1,
      mostPoints: rest,
    });
    if (rest === 0) return true;
  }
  return false;
}

interface Behind {
  readonly runId: number;
  readonly metricId: number;
  readonly after: number;
  readonly mostPoints: number;
}

/** @returns how many points were deleted, counted from the first */
function deleteBehind({ statement }: Connection, { runId, metricId, after, mostPoints }: Behind): number {
  const first = statement<[number, number, number, number], number>(
    'SELECT iteration FROM points WHERE run_id = ? AND metric_id = ? AND iteration > ? ORDER BY iteration LIMIT 1 OFFSET ?',
  )
    .pluck()
    .get(runId, metricId, after, mostPoints);
  return statement(
    'DELETE FROM points WHERE run_id = ? AND metric_id = ? AND iteration > ? AND iteration < ?',
  ).run(runId, metricId, after, first ?? Number.MAX_SAFE_INTEGER).changes;
}
