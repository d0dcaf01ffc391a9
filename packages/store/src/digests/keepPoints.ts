/** Decides which of its points a run resumes with, from the digests that were written with its state. */
import type { Connection } from '../connection/connection.ts';
import { readNextPoints, recordedMetricIds } from '../rows/readPoints.ts';
import { writeDigest, writtenDigest } from './pointDigests.ts';
import { isSame, noPoints, shortened, type RunDigest, type SeriesDigest } from '../checksums/seriesDigest.ts';

/** The last iteration whose point a metric keeps. */
type LastKept = (metricId: number) => number;

/**
 * Shortens a run's digests to the points that are kept. It reads only the points that the digests lose; damage to the kept points
 * is found where they are read. Points after a metric's digest no longer count.
 * @returns false, with nothing written, if a metric has points to keep but no digest
 */
export function keepPoints(connection: Connection, runId: number, lastKept: LastKept): boolean {
  const written = writtenDigest(connection, runId);
  if (written === undefined) {
    keepUnchecked(connection, runId, lastKept);
    return true;
  }
  const kept = new Map<number, SeriesDigest>();
  for (const metricId of new Set([...written.keys(), ...recordedMetricIds(connection, runId)])) {
    const [digest, last] = [written.get(metricId), lastKept(metricId)];
    if (digest === undefined && lastIteration(connection, runId, metricId, last) !== -1) return false;
    const first = upTo(connection, runId, metricId, digest ?? noPoints, last);
    if (!isSame(first, noPoints)) kept.set(metricId, first);
  }
  connection.runDigests.set(runId, kept);
  if (!isAlike(kept, written)) writeDigest(connection, runId, kept);
  return true;
}

function upTo(
  connection: Connection,
  runId: number,
  metricId: number,
  digest: SeriesDigest,
  last: number,
): SeriesDigest {
  const range = { after: last, upTo: digest.last, limit: digest.points };
  const { iterations, values } = readNextPoints(connection, runId, metricId, range);
  if (iterations.length === 0) return digest;
  return shortened(digest, iterations, values, lastIteration(connection, runId, metricId, last));
}

/** -1 without one. */
const lastIteration = ({ statement }: Connection, runId: number, metricId: number, upTo: number): number =>
  statement<[number, number, number], number | null>(
    'SELECT max(iteration) FROM points WHERE run_id = ? AND metric_id = ? AND iteration <= ?',
  )
    .pluck()
    .get(runId, metricId, upTo) ?? -1;

const isAlike = (a: RunDigest, b: RunDigest): boolean =>
  a.size === b.size && [...a].every(([metricId, digest]) => isSame(digest, b.get(metricId) ?? noPoints));

/** A run that an earlier version wrote has no digests, so only its rows tell which points these are. */
function keepUnchecked(connection: Connection, runId: number, lastKept: LastKept): void {
  connection.runDigests.set(runId, undefined);
  const deleteBehind = connection.statement(
    'DELETE FROM points WHERE run_id = ? AND metric_id = ? AND iteration > ?',
  );
  for (const metricId of recordedMetricIds(connection, runId)) {
    deleteBehind.run(runId, metricId, lastKept(metricId));
  }
}
