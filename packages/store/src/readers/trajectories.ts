/** Reading of trajectories, for figures and exports. */
import type { Connection } from '../connection.ts';
import { DamagedRunError } from '../digests/damagedRun.ts';
import { writtenDigest } from '../digests/pointDigests.ts';
import { isSealed } from '../digests/runRecord.ts';
import { extended, isSame, noPoints, type RunDigest } from '../digests/seriesDigest.ts';
import type { MetricTrajectory } from '../types.ts';
import { readPoints, readPointsInParts, type Points } from './readPoints.ts';

export interface TrajectoryReader {
  /**
   * A run's metrics over its iterations: the names given, in this order, or all that match a pattern
   * (SQLite's GLOB: `singular_value_*`), in the order they were first recorded. Metrics the run has no points of
   * are left out.
   * @throws DamagedRunError when the points of one are not what was written
   */
  trajectory(runId: number, metrics: readonly string[] | string): MetricTrajectory[];

  /**
   * All metrics of a run, in the order they were first recorded, each in parts of at most 16 384 snapshots: neither a
   * long run nor a long metric is in memory as a whole. All parts are of the moment when the first was asked for. The
   * file's log cannot be emptied before the last has been read.
   * @throws DamagedRunError behind the last part of a metric whose points are not what was written
   */
  trajectoryParts(runId: number): Generator<MetricTrajectory>;

  /**
   * Names of a run's ranked metric, from rank 1 upward: `component_norm` gives component_norm_1, component_norm_2,
   * ...; the stem holds the node, if any: `local_component_norm{1,2}`.
   */
  rankedMetrics(runId: number, stem: string): string[];

  /** Names of the metrics that a run has points of, in the order they were first recorded. */
  recordedMetrics(runId: number): string[];
}

interface Metric {
  readonly id: number;
  readonly name: string;
}

export function trajectoryReader(connection: Connection): TrajectoryReader {
  const { statement, database } = connection;
  const recorded = (runId: number, pattern = '*'): Metric[] =>
    statement<[string, number], Metric>(
      `SELECT id, name FROM metrics
       WHERE name GLOB ? AND EXISTS (SELECT 1 FROM points WHERE run_id = ? AND metric_id = metrics.id) ORDER BY id`,
    ).all(pattern, runId);
  const named = (runId: number, names: readonly string[]): Metric[] => {
    const metrics = new Map(recorded(runId).map((metric) => [metric.name, metric]));
    return names.flatMap((name) => metrics.get(name) ?? []);
  };

  return {
    trajectory: database.transaction((runId: number, metrics: readonly string[] | string) => {
      const chosen = typeof metrics === 'string' ? recorded(runId, metrics) : named(runId, metrics);
      const digests = digestsOf(connection, runId);
      return chosen.map((metric) => {
        const points = readPoints(connection, runId, metric.id);
        const [series] = [...sound(connection, runId, metric, digests, [points])];
        return series!;
      });
    }),

    *trajectoryParts(runId) {
      const isOutermost = !database.inTransaction;
      if (isOutermost) statement('BEGIN').run();
      try {
        const digests = digestsOf(connection, runId);
        for (const metric of recorded(runId)) {
          const parts = readPointsInParts(connection, runId, metric.id);
          yield* sound(connection, runId, metric, digests, parts);
        }
      } finally {
        if (isOutermost && database.open) statement('COMMIT').run();
      }
    },

    rankedMetrics: (runId, stem) =>
      recorded(runId)
        .map(({ name }) => ({ name, rank: rankOf(name, stem) }))
        .filter(({ rank }) => rank > 0)
        .sort((a, b) => a.rank - b.rank)
        .map(({ name }) => name),

    recordedMetrics: (runId) => recorded(runId).map(({ name }) => name),
  };
}

interface RunDigests {
  /** Undefined of a run that an earlier version has written. */
  readonly written: RunDigest | undefined;
  /** Whether the run has ended: until then, points may have come since the digests were written. */
  readonly isWhole: boolean;
}

const digestsOf = (connection: Connection, runId: number): RunDigests => ({
  written: writtenDigest(connection, runId),
  isWhole: isSealed(connection, runId),
});

/** Hands on the parts of a series; throws behind the last where they are not what was written. */
function* sound(
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

/** The rank in a ranked metric's name; 0 if it is not one of this stem. */
function rankOf(name: string, stem: string): number {
  if (!name.startsWith(`${stem}_`)) return 0;
  const suffix = name.slice(stem.length + 1);
  return /^[1-9]\d*$/.test(suffix) ? Number(suffix) : 0;
}
