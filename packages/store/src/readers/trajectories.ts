/** Reading of trajectories, for figures and exports. */
import type { Connection } from '../connection.ts';
import { DamagedRunError } from '../digests/damagedRun.ts';
import { beginsWith, digestOf, writtenDigest } from '../digests/pointDigests.ts';
import { isSealed } from '../digests/runRecord.ts';
import { isSame, noPoints, type SeriesDigest } from '../digests/seriesDigest.ts';
import type { MetricTrajectory } from '../types.ts';
import { readPoints, type Points } from './readPoints.ts';

export interface TrajectoryReader {
  /**
   * A run's metrics over its iterations: the names given, in this order, or all that match a pattern
   * (SQLite's GLOB: `singular_value_*`), in the order they were first recorded. Metrics the run has no points of
   * are left out.
   * @throws DamagedRunError when the points of one are not what was written
   */
  trajectory(runId: number, metrics: readonly string[] | string): MetricTrajectory[];

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
      const written = writtenDigest(connection, runId);
      const isWhole = isSealed(connection, runId);
      return chosen.map(({ id, name }) => {
        const points = readPoints(connection, runId, id);
        if (written !== undefined && !isSound(points, written.get(id) ?? noPoints, isWhole)) {
          throw new DamagedRunError(connection, runId, `its points of ${name}`);
        }
        return { metric: name, ...points };
      });
    }),

    rankedMetrics: (runId, stem) =>
      recorded(runId)
        .map(({ name }) => ({ name, rank: rankOf(name, stem) }))
        .filter(({ rank }) => rank > 0)
        .sort((a, b) => a.rank - b.rank)
        .map(({ name }) => name),

    recordedMetrics: (runId) => recorded(runId).map(({ name }) => name),
  };
}

/** @param isWhole whether the run has ended: until then, points may have come since the digest was written */
const isSound = (points: Points, written: SeriesDigest, isWhole: boolean): boolean =>
  isWhole ? isSame(digestOf(points), written) : beginsWith(points, written);

/** The rank in a ranked metric's name; 0 if it is not one of this stem. */
function rankOf(name: string, stem: string): number {
  if (!name.startsWith(`${stem}_`)) return 0;
  const suffix = name.slice(stem.length + 1);
  return /^[1-9]\d*$/.test(suffix) ? Number(suffix) : 0;
}
