/** Reading of trajectories, for figures and exports. */
import { trajectoryUpTo } from './runUpTo.ts';
import type { Connection } from '../connection/connection.ts';
import type { MetricTrajectory } from '../types.ts';
import { readPointsInParts } from '../rows/readPoints.ts';
import { digestsOf, readTrajectory, recordedMetrics, sound, type Metric } from './readTrajectory.ts';

export interface TrajectoryReader {
  /**
   * A run's metrics over its iterations: the names given, in this order, or all that match a pattern
   * (SQLite's GLOB: `singular_value_*`), in the order they were first recorded. Metrics the run has no points of
   * are left out.
   * @param upTo as `AskedRun.upTo`: points beyond it are left out, and what is derived is that of a run that has ended there.
   *   Default: all of the run
   * @throws DamagedRunError when the points of one are not what was written
   */
  trajectory(runId: number, metrics: readonly string[] | string, upTo?: number): MetricTrajectory[];

  /**
   * All metrics of a run, in the order they were first recorded, each in parts of at most 16 384 snapshots: neither a
   * long run nor a long metric is in memory as a whole. All parts are of the moment when the first was asked for. The
   * file's log cannot be emptied before the last has been read.
   * @param upTo as of `trajectory`; each metric is in memory as a whole then
   * @throws DamagedRunError behind the last part of a metric whose points are not what was written
   */
  trajectoryParts(runId: number, upTo?: number): Generator<MetricTrajectory>;

  /**
   * Names of a run's ranked metric, from rank 1 upward: `component_norm` gives component_norm_1, component_norm_2,
   * ...; the stem holds the node, if any: `local_component_norm{1,2}`.
   */
  rankedMetrics(runId: number, stem: string): string[];

  /** Names of the metrics that a run has points of, in the order they were first recorded. */
  recordedMetrics(runId: number): string[];
}

export function trajectoryReader(connection: Connection): TrajectoryReader {
  const { statement, database } = connection;
  const recorded = (runId: number): Metric[] => recordedMetrics(connection, runId);
  return {
    trajectory: database.transaction((runId: number, metrics: readonly string[] | string, upTo?: number) =>
      upTo === undefined
        ? readTrajectory(connection, runId, metrics)
        : trajectoryUpTo(connection, runId, metrics, upTo),
    ),

    *trajectoryParts(runId, upTo) {
      const isOutermost = !database.inTransaction;
      if (isOutermost) statement('BEGIN').run();
      try {
        if (upTo !== undefined) return yield* trajectoryUpTo(connection, runId, '*', upTo);
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

/** The rank in a ranked metric's name; 0 if it is not one of this stem. */
function rankOf(name: string, stem: string): number {
  if (!name.startsWith(`${stem}_`)) return 0;
  const suffix = name.slice(stem.length + 1);
  return /^[1-9]\d*$/.test(suffix) ? Number(suffix) : 0;
}
