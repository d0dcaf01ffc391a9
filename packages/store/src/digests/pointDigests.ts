/** The digests of a run's points, kept up with every chunk in its transaction. */
import type { Connection } from '../connection.ts';
import { readPoints, recordedMetricIds, type Points, type Schema } from '../readers/readPoints.ts';
import { DamagedRunError } from './damagedRun.ts';
import {
  decodeRunDigest,
  encodeRunDigest,
  extended,
  isNext,
  isSame,
  noPoints,
  type RunDigest,
  type SeriesDigest,
} from './seriesDigest.ts';

/** One metric's points, as they are given to be written. */
export interface MetricPoints {
  readonly metricId: number;
  readonly iterations: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** @returns undefined for a run whose points an earlier version has written; empty for one without points */
export function runDigestOf(
  { statement }: Connection,
  runId: number,
  schema: Schema = 'main',
): RunDigest | undefined {
  const bytes = statement<[number], Buffer | null>(
    `SELECT points FROM ${schema}.run_digests WHERE run_id = ?`,
  )
    .pluck()
    .get(runId);
  if (bytes === null) return undefined;
  return bytes === undefined ? new Map() : decodeRunDigest(bytes);
}

export function writeRunDigest({ statement }: Connection, runId: number, digest: RunDigest): void {
  statement(
    `INSERT INTO run_digests (run_id, points) VALUES (?, ?) ON CONFLICT DO UPDATE SET points = excluded.points`,
  ).run(runId, encodeRunDigest(digest));
}

/** A run's digests while some of its points are written. */
export class PointDigests {
  readonly runId: number;
  readonly #connection: Connection;
  readonly #digest: Map<number, SeriesDigest>;

  constructor(connection: Connection, runId: number) {
    this.runId = runId;
    this.#connection = connection;
    this.#digest = new Map(runDigestOf(connection, runId));
  }

  /**
   * @param write inserts the points
   * @throws DamagedRunError when points that would be built on are not what was written
   */
  append(points: MetricPoints, write: () => void): void {
    const { metricId, iterations, values } = points;
    const known = this.#digest.get(metricId) ?? noPoints;
    if (isNext(known, iterations)) {
      write();
      this.#digest.set(metricId, extended(known, iterations, values));
      return;
    }
    // Points in between, or in the place of others: rare enough to read the series before and after.
    if (!isSame(known, this.#ofRows(metricId))) {
      throw new DamagedRunError(this.#connection, this.runId, 'its points');
    }
    write();
    this.#digest.set(metricId, this.#ofRows(metricId));
  }

  /** These points are all that there are of their metric. */
  replace({ metricId, ...points }: MetricPoints): void {
    this.#digest.set(metricId, digestOf(points));
  }

  /** Belongs behind the last point. */
  get encoded(): Buffer {
    return encodeRunDigest(this.#digest);
  }

  save(): void {
    writeRunDigest(this.#connection, this.runId, this.#digest);
  }

  #ofRows(metricId: number): SeriesDigest {
    return digestOf(readPoints(this.#connection, this.runId, metricId));
  }
}

export const digestOf = ({ iterations, values }: Pick<MetricPoints, 'iterations' | 'values'>): SeriesDigest =>
  extended(noPoints, iterations, values);

/** Numbers of the metrics whose points are not what was written. It reads all points of the run. */
export function damagedMetrics(connection: Connection, runId: number, schema: Schema = 'main'): number[] {
  const written = runDigestOf(connection, runId, schema);
  if (written === undefined) return [];
  const metricIds = new Set([...written.keys(), ...recordedMetricIds(connection, runId, schema)]);
  return [...metricIds].filter(
    (metricId) =>
      !isSame(written.get(metricId) ?? noPoints, digestOf(readPoints(connection, runId, metricId, schema))),
  );
}

/**
 * Reads a run's points, and writes the digests of those that stay when it goes on.
 * @param stays which of one metric's points do: all up to some iteration
 * @returns false, and nothing is written, when points are not what was written
 */
export function keepDigests(
  connection: Connection,
  runId: number,
  stays: (iteration: number, points: Points) => boolean,
): boolean {
  const written = runDigestOf(connection, runId);
  const kept = new Map<number, SeriesDigest>();
  const metricIds = new Set([...(written?.keys() ?? []), ...recordedMetricIds(connection, runId)]);
  for (const metricId of metricIds) {
    const points = readPoints(connection, runId, metricId);
    if (written !== undefined && !isSame(written.get(metricId) ?? noPoints, digestOf(points))) return false;
    const count = points.iterations.findLastIndex((iteration) => stays(iteration, points)) + 1;
    if (count === 0) continue;
    kept.set(
      metricId,
      digestOf({
        iterations: points.iterations.subarray(0, count),
        values: points.values.subarray(0, count),
      }),
    );
  }
  writeRunDigest(connection, runId, kept);
  return true;
}
