/**
 * Points that a claimed run does not go on with: those behind its digests. A trajectory may have a million, so they are
 * deleted in several transactions, and others write in between. Until then they change nothing: whoever is killed in the
 * midst leaves points behind the digests, and the next claim finds them there.
 */
import type { Connection } from './connection.ts';
import { writtenDigest } from './digests/pointDigests.ts';
import { recordedMetricIds } from './readers/readPoints.ts';

/** Some 25 ms. */
export const POINTS_PER_STEP = 16_384;

/** Belongs in a transaction, before the attempt appends. @returns whether some may be left */
export function deleteLeftover(connection: Connection, runId: number, mostPoints: number): boolean {
  const kept = connection.runDigests.get(runId) ?? writtenDigest(connection, runId);
  if (kept === undefined) return false; // of an earlier version: the claim itself has deleted them
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

/** @returns how many have gone, the first ones */
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
