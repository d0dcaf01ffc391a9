/** Reading of whole trajectories, each metric checked by its digest. */
import type { Connection } from '../connection/connection.ts';
import { DamagedRunError } from '../digests/damagedRun.ts';
import { writtenDigest } from '../digests/pointDigests.ts';
import { isSealed } from '../digests/runRecord.ts';
import { extended, isSame, noPoints, type RunDigest } from '../checksums/seriesDigest.ts';
import type { MetricTrajectory } from '../types.ts';
import { readPoints, type Points } from '../rows/readPoints.ts';

export interface Metric {
  readonly id: number;
  readonly name: string;
}

/** The metrics that a run has points of and whose names match a pattern of SQLite's GLOB, in the order they were first recorded. */
export const recordedMetrics = ({ statement }: Connection, runId: number, pattern = '*'): Metric[] =>
  statement<[string, number], Metric>(
    `SELECT id, name FROM metrics
     WHERE name GLOB ? AND EXISTS (SELECT 1 FROM points WHERE run_id = ? AND metric_id = metrics.id) ORDER BY id`,
  ).all(pattern, runId);

/**
 * As `TrajectoryReader.trajectory`. Belongs in a transaction, so that all metrics are of one moment.
 * @throws DamagedRunError when the points of a metric are not what was written
 */
export function readTrajectory(
  connection: Connection,
  runId: number,
  metrics: readonly string[] | string,
): MetricTrajectory[] {
  const chosen =
    typeof metrics === 'string'
      ? recordedMetrics(connection, runId, metrics)
      : namedMetrics(connection, runId, metrics);
  const digests = digestsOf(connection, runId);
  return chosen.map((metric) => {
    const points = readPoints(connection, runId, metric.id);
    const [series] = [...sound(connection, runId, metric, digests, [points])];
    return series!;
  });
}

function namedMetrics(connection: Connection, runId: number, names: readonly string[]): Metric[] {
  const metrics = new Map(recordedMetrics(connection, runId).map((metric) => [metric.name, metric]));
  return names.flatMap((name) => metrics.get(name) ?? []);
}

interface RunDigests {
  /** Undefined of a run that an earlier version has written. */
  readonly written: RunDigest | undefined;
  /** Whether the run has ended: until then, points may have come since the digests were written. */
  readonly isWhole: boolean;
}

export const digestsOf = (connection: Connection, runId: number): RunDigests => ({
  written: writtenDigest(connection, runId),
  isWhole: isSealed(connection, runId),
});

/** Hands on the parts of a series; throws behind the last where they are not what was written. */
export function* sound(
  connection: Connection,
  runId: number,
  { id, name }: Metric,
  { written, isWhole }: RunDigests,
  parts: Iterable<Points>,
): Generator<MetricTrajectory> {
  const expected = written?.get(id) ?? noPoints;
  let found = noPoints;
  for (const { iterations, values } of parts) {
    const count = isWhole ? iterations.length : Math.min(iterations.length, expected.points - found.points);
    found = extended(found, iterations.subarray(0, count), values.subarray(0, count));
    yield { metric: name, iterations, values };
  }
  if (written !== undefined && !isSame(found, expected)) {
    throw new DamagedRunError(connection, runId, `its points of ${name}`);
  }
}
