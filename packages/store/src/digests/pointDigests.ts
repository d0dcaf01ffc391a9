/**
 * The digests of a run's points. While an attempt writes a run they are kept up in memory with every chunk, and are written
 * with each state that the run could go on from, and at its end: what lies beyond its last state is not read again.
 */
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
export function writtenDigest(
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

export function writeDigest({ statement }: Connection, runId: number, digest: RunDigest): void {
  statement(
    `INSERT INTO run_digests (run_id, points) VALUES (?, ?) ON CONFLICT DO UPDATE SET points = excluded.points`,
  ).run(runId, encodeRunDigest(digest));
}

/** The digests of all points that a run has now, of which only this connection's attempt writes any. */
export class PointDigests {
  readonly runId: number;
  readonly #connection: Connection;
  readonly #digest: Map<number, SeriesDigest>;

  /** @throws DamagedRunError when points are not what was written */
  constructor(connection: Connection, runId: number) {
    this.runId = runId;
    this.#connection = connection;
    this.#digest = new Map(connection.runDigests.get(runId) ?? readDigest(connection, runId));
  }

  /**
   * @param write inserts the points
   * @throws DamagedRunError when points that would be built on are not what was written
   */
  append(points: MetricPoints, write: () => void): void {
    const { metricId, iterations } = points;
    const known = this.#digest.get(metricId) ?? noPoints;
    if (isNext(known, iterations)) {
      write();
      this.extend(points);
      return;
    }
    // Points in between, or in the place of others: rare enough to read the series before and after.
    if (!isSame(known, this.#ofRows(metricId))) {
      throw new DamagedRunError(this.#connection, this.runId, 'its points');
    }
    write();
    this.#digest.set(metricId, this.#ofRows(metricId));
  }

  /** Whether all of these, each of another metric, come behind what there is of theirs. */
  areNext(columns: readonly MetricPoints[]): boolean {
    return (
      columns.every(({ metricId, iterations }) =>
        isNext(this.#digest.get(metricId) ?? noPoints, iterations),
      ) && new Set(columns.map(({ metricId }) => metricId)).size === columns.length
    );
  }

  /** Points that are written already, for which `areNext` was true before. */
  extend({ metricId, iterations, values }: MetricPoints): void {
    this.#digest.set(metricId, extended(this.#digest.get(metricId) ?? noPoints, iterations, values));
  }

  /** These points are all that there are of their metric. */
  replace({ metricId, ...points }: MetricPoints): void {
    this.#digest.set(metricId, digestOf(points));
  }

  /** Remembers them for the next chunk. */
  keep(): void {
    this.#connection.runDigests.set(this.runId, this.#digest);
  }

  /** What is written at the end. */
  get encoded(): Buffer {
    return encodeRunDigest(this.#digest);
  }

  #ofRows(metricId: number): SeriesDigest {
    return digestOf(readPoints(this.#connection, this.runId, metricId));
  }
}

/** Writes what the connection's attempt has kept; nothing where it has written no point. */
export function writeKeptDigest(connection: Connection, runId: number): void {
  const digest = connection.runDigests.get(runId);
  if (digest !== undefined) writeDigest(connection, runId, digest);
}

/** From the rows, where nothing is kept in memory. */
function readDigest(connection: Connection, runId: number): RunDigest {
  const { digest, damaged } = digestsOfRows(connection, runId, { isWhole: false });
  if (damaged.length > 0) throw new DamagedRunError(connection, runId, 'its points');
  return digest;
}

export const digestOf = ({ iterations, values }: Pick<MetricPoints, 'iterations' | 'values'>): SeriesDigest =>
  extended(noPoints, iterations, values);

/** Whether the first so many points are those that the digest is of; more may have come since. */
function beginsWith({ iterations, values }: Points, digest: SeriesDigest): boolean {
  const { points } = digest;
  return isSame(
    digest,
    digestOf({ iterations: iterations.subarray(0, points), values: values.subarray(0, points) }),
  );
}

interface DigestOptions {
  readonly schema?: Schema;
  /** Whether nothing may have come since the digests were written: the run has ended. */
  readonly isWhole: boolean;
}

interface DigestsOfRows {
  readonly digest: RunDigest;
  /** Numbers of the metrics whose points are not what was written. */
  readonly damaged: readonly number[];
}

/** Reads all points of a run. What an earlier version has written is taken as it is. */
export function digestsOfRows(
  connection: Connection,
  runId: number,
  { schema = 'main', isWhole }: DigestOptions,
): DigestsOfRows {
  const written = writtenDigest(connection, runId, schema);
  const digest = new Map<number, SeriesDigest>();
  const damaged: number[] = [];
  for (const metricId of new Set([
    ...(written?.keys() ?? []),
    ...recordedMetricIds(connection, runId, schema),
  ])) {
    const points = readPoints(connection, runId, metricId, schema);
    const found = digestOf(points);
    digest.set(metricId, found);
    const expected = written?.get(metricId) ?? noPoints;
    const isSound = isWhole ? isSame(found, expected) : beginsWith(points, expected);
    if (written !== undefined && !isSound) damaged.push(metricId);
  }
  return { digest, damaged };
}
