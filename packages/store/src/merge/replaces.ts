/** Decides which of two databases' versions of a run is kept, by the rule in `mergeFrom`. */
import type { Connection } from '../connection/connection.ts';
import type { Schema } from '../rows/readPoints.ts';
import type { RunStatus } from '../types.ts';
import { isMeasured } from './firstDifferingPoint.ts';

/** How far a run has got in one of the databases. */
interface Extent {
  readonly status: RunStatus;
  readonly iterations: number;
  readonly attempts: number;
  /** Null if no checkpoint is kept. */
  readonly checkpoint: number | null;
}

/** Whether the other database's run replaces the one here. */
export function replaces(connection: Connection, here: number, there: number): boolean {
  const ours = extentOf(connection, 'main', here);
  const theirs = extentOf(connection, 'other', there);
  const [ahead, behind] = [progressOf(theirs), progressOf(ours)];
  if (isFinished(ours) !== isFinished(theirs)) {
    // A run that will resume from beyond the other's end has been extended.
    return isFinished(theirs) ? ahead >= behind : ahead > behind;
  }
  if (ahead < behind) return false;
  if (ahead > behind) return !isFinished(ours) || hasMetricsOf(connection, here, there);
  if (isUntouched(ours) || isUntouched(theirs)) return isUntouched(ours) && !isUntouched(theirs);
  if (!isFinished(ours)) {
    // One that is to be tried again, or one that has been tried again since, and has failed.
    const isOneOpen = isOpen(ours) !== isOpen(theirs);
    if (ours.attempts !== theirs.attempts && (isOneOpen || isOneLater(connection, here, there)))
      return theirs.attempts > ours.attempts;
    if (isOneOpen) return isOpen(theirs);
  }
  return hasMore(connection, here, there, ours, theirs);
}

const isFinished = ({ status }: Extent): boolean => status === 'done' || status === 'diverged';
const isOpen = ({ status }: Extent): boolean => status === 'pending' || status === 'running';

const isUntouched = ({ status, attempts }: Extent): boolean => status === 'pending' && attempts === 0;

/** Whether one of them has every attempt that the other has: it was tried again since, whatever came of that. */
function isOneLater({ statement }: Connection, here: number, there: number): boolean {
  const { shared, fewer } = statement<
    [{ here: number; there: number }],
    { readonly shared: number; readonly fewer: number }
  >(
    `WITH ours AS (SELECT number, lane, host, started_at FROM main.attempts WHERE run_id = @here),
       theirs AS (SELECT number, lane, host, started_at FROM other.attempts WHERE run_id = @there)
     SELECT (SELECT count(*) FROM ours JOIN theirs USING (number, lane, host, started_at)) AS shared,
       min((SELECT count(*) FROM ours), (SELECT count(*) FROM theirs)) AS fewer`,
  ).get({ here, there })!;
  return shared === fewer;
}

/** The iteration to resume from. What lies beyond a checkpoint is computed again. */
const progressOf = (extent: Extent): number =>
  isFinished(extent) ? extent.iterations : (extent.checkpoint ?? 0);

const extentOf = ({ statement }: Connection, schema: Schema, runId: number): Extent =>
  statement<[number], Extent>(
    `SELECT status, iterations, attempts, 
       (SELECT max(iteration) FROM ${schema}.checkpoints WHERE run_id = id) AS checkpoint
     FROM ${schema}.runs WHERE id = ?`,
  ).get(runId)!;

function hasMore(connection: Connection, here: number, there: number, ours: Extent, theirs: Extent): boolean {
  if (ours.checkpoint !== null && theirs.checkpoint === null) return false;
  if (!hasMetricsOf(connection, here, there)) return false;
  const [pointsHere, pointsThere] = [
    pointCount(connection, 'main', here),
    pointCount(connection, 'other', there),
  ];
  const hasNewCheckpoint = ours.checkpoint === null && theirs.checkpoint !== null;
  return pointsThere > pointsHere || (pointsThere === pointsHere && hasNewCheckpoint);
}

/** Whether every metric measured here was measured there too. */
function hasMetricsOf(connection: Connection, here: number, there: number): boolean {
  const namesThere = new Set(measuredNames(connection, 'other', there));
  return measuredNames(connection, 'main', here).every((name) => namesThere.has(name));
}

const measuredNames = ({ statement }: Connection, schema: Schema, runId: number): string[] =>
  statement<[number], string>(
    `SELECT name FROM ${schema}.metrics AS metrics
     WHERE EXISTS (SELECT 1 FROM ${schema}.points WHERE run_id = ? AND metric_id = metrics.id)`,
  )
    .pluck()
    .all(runId)
    .filter(isMeasured);

const pointCount = ({ statement }: Connection, schema: Schema, runId: number): number =>
  statement<[number], number>(`SELECT count(*) FROM ${schema}.points WHERE run_id = ?`).pluck().get(runId)!;
