/** Checks the points of many runs at once for damage. */
import type { Connection } from '../connection.ts';
import { digestOf, digestsOfRows, writtenDigest } from './pointDigests.ts';
import { isSame } from './seriesDigest.ts';

/** For a run with fewer points than this, one statement per metric costs more than reading the points. */
const MOST_AT_ONCE = 10_000;

type Row = readonly [metricId: number, iteration: number, value: number | null];

/** Whether the points of an ended run are undamaged. This reads all of its points. */
export function hasPointsAsWritten(connection: Connection, runId: number): boolean {
  const written = writtenDigest(connection, runId);
  if (written === undefined) return true;
  const points = [...written.values()].reduce((sum, digest) => sum + digest.points, 0);
  if (points > MOST_AT_ONCE) return digestsOfRows(connection, runId, { isWhole: true }).damaged.length === 0;
  const rows = connection
    .statement<[number], Row>(
      'SELECT metric_id, iteration, value FROM points WHERE run_id = ? ORDER BY metric_id, iteration',
    )
    .raw()
    .all(runId);
  if (rows.length !== points) return false;
  let begin = 0;
  for (let end = 1; end <= rows.length; end++) {
    const metricId = rows[begin]![0];
    if (rows[end]?.[0] === metricId) continue;
    const series = rows.slice(begin, end);
    const found = digestOf({
      iterations: series.map(([, iteration]) => iteration),
      values: series.map(([, , value]) => value ?? NaN),
    });
    const expected = written.get(metricId);
    if (expected === undefined || !isSame(expected, found)) return false;
    begin = end;
  }
  return true;
}
