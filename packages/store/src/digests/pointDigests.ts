/**
 * The digests of a run's points. While an attempt writes a run, they are updated in memory with every chunk. They are written
 * with each state from which the run could resume, and at its end. What lies beyond the last state is never read again.
 */
import type { Connection } from '../connection/connection.ts';
import { readPoints, type Schema } from '../rows/readPoints.ts';
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
} from '../checksums/seriesDigest.ts';
import { decodeSeries } from '../checksums/seriesFunction.ts';

/** One metric's points, in the form in which they are to be written. */
export interface MetricPoints {
  readonly metricId: number;
  readonly iterations: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** @returns undefined if an earlier version wrote the run's points; empty for a run without points */
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

/** The digests of all points that a run has now. Only this connection's attempt writes to the run. */
export class PointDigests {
  readonly runId: number;
  readonly #connection: Connection;
  readonly #digest: Map<number, SeriesDigest>;

  /** @throws DamagedRunError if points are damaged */
  constructor(connection: Connection, runId: number) {
    this.runId = runId;
    this.#connection = connection;
    this.#digest = new Map(connection.runDigests.get(runId) ?? readDigest(connection, runId));
  }

  /**
   * Inserts points and updates the digests.
   * @param write inserts the points
   * @throws DamagedRunError if the earlier points are damaged
   */
  append(points: MetricPoints, write: () => void): void {
    const { metricId, iterations } = points;
    const known = this.#digest.get(metricId) ?? noPoints;
    if (isNext(known, iterations)) {
      write();
      this.extend(points);
      return;
    }
    // Points between or in place of others are rare, so reading the series before and after is acceptable.
    if (!isSame(known, this.#ofRows(metricId))) {
      throw new DamagedRunError(this.#connection, this.runId, 'its points');
    }
    write();
    this.#digest.set(metricId, this.#ofRows(metricId));
  }

  /** Whether each of these series, of different metrics, comes after the existing points of its metric. */
  areNext(columns: readonly MetricPoints[]): boolean {
    return (
      columns.every(({ metricId, iterations }) =>
        isNext(this.#digest.get(metricId) ?? noPoints, iterations),
      ) && new Set(columns.map(({ metricId }) => metricId)).size === columns.length
    );
  }

  /** Adds points that are already written and for which `areNext` was true before. */
  extend({ metricId, iterations, values }: MetricPoints): void {
    this.#digest.set(metricId, extended(this.#digest.get(metricId) ?? noPoints, iterations, values));
  }

  /** These points become all that the run has of their metric. */
  replace({ metricId, ...points }: MetricPoints): void {
    this.#digest.set(metricId, digestOf(points));
  }

  /** Keeps the digests for the next chunk. */
  keep(): void {
    this.#connection.runDigests.set(this.runId, this.#digest);
  }

  /** The digests in the form that is written at the end. */
  get encoded(): Buffer {
    return encodeRunDigest(this.#digest);
  }

  #ofRows(metricId: number): SeriesDigest {
    return digestOf(readPoints(this.#connection, this.runId, metricId));
  }
}

/** Writes the digests that the connection's attempt has kept. Writes nothing if the attempt has written no point. */
export function writeKeptDigest(connection: Connection, runId: number): void {
  const digest = connection.runDigests.get(runId);
  if (digest !== undefined) writeDigest(connection, runId, digest);
}

/** Computes digests from the rows if none are kept in memory. */
function readDigest(connection: Connection, runId: number): RunDigest {
  const { digest, damaged } = digestsOfRows(connection, runId, { isWhole: false });
  if (damaged.length > 0) throw new DamagedRunError(connection, runId, 'its points');
  return digest;
}

const digestOf = ({ iterations, values }: Pick<MetricPoints, 'iterations' | 'values'>): SeriesDigest =>
  extended(noPoints, iterations, values);

interface DigestOptions {
  readonly schema?: Schema;
  /** Whether the run has ended, so that no points can have been added since the digests were written. */
  readonly isWhole: boolean;
}

interface DigestsOfRows {
  readonly digest: RunDigest;
  /** Numbers of the metrics whose points are damaged. */
  readonly damaged: readonly number[];
}

/** Reads all points of a run. Points that an earlier version wrote are taken as they are. */
export function digestsOfRows(
  connection: Connection,
  runId: number,
  { schema = 'main', isWhole }: DigestOptions,
): DigestsOfRows {
  const written = writtenDigest(connection, runId, schema);
  const digest = new Map(
    connection
      .statement<[number], [metricId: number, digest: string]>(
        `SELECT metric_id, series_digest(iteration, value) FROM ${schema}.points WHERE run_id = ? GROUP BY metric_id`,
      )
      .raw()
      .all(runId)
      .map(([metricId, text]) => [metricId, decodeSeries(text)]),
  );
  if (written === undefined) return { digest, damaged: [] };
  const isSound = (metricId: number): boolean => {
    const expected = written.get(metricId) ?? noPoints;
    return (
      isSame(digest.get(metricId) ?? noPoints, expected) ||
      // More points may have been added since.
      (!isWhole && isSame(digestUpTo(connection, { runId, metricId, schema, last: expected.last }), expected))
    );
  };
  const metricIds = [...new Set([...written.keys(), ...digest.keys()])];
  return { digest, damaged: metricIds.filter((metricId) => !isSound(metricId)) };
}

/** The digest of a metric's points up to an iteration. */
const digestUpTo = (
  { statement }: Connection,
  { runId, metricId, schema, last }: { runId: number; metricId: number; schema: Schema; last: number },
): SeriesDigest =>
  decodeSeries(
    statement<[number, number, number], string>(
      `SELECT series_digest(iteration, value) FROM ${schema}.points
       WHERE run_id = ? AND metric_id = ? AND iteration <= ?`,
    )
      .pluck()
      .get(runId, metricId, last)!,
  );
