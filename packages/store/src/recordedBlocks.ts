/** What a run that goes on has recorded already, for the lane that goes on with it. */
import type { TrajectoryChunk } from '@ranksweep/core';
import type { Connection } from './connection.ts';
import { DamagedRunError } from './digests/damagedRun.ts';
import { writtenDigest } from './digests/pointDigests.ts';
import { extended, isSame, noPoints, type SeriesDigest } from './digests/seriesDigest.ts';
import { requireLease } from './leases.ts';
import { readNextPoints, type Points } from './readers/readPoints.ts';

/** 1.6 MB of 50 metrics. */
export const SNAPSHOTS_PER_BLOCK = 4096;

export interface RecordedBlockReader {
  /**
   * The snapshots that a claimed run goes on from, by iteration, in blocks of at most 4096: neither a long run nor a long
   * metric is in memory as a whole. All blocks have the same metrics: of the names given, in this order, those that the run
   * has points of. A value is NaN where it was NaN, or where the metric has no point beside the others.
   *
   * It belongs outside of transactions: each block is read by itself, and between two blocks others may write. What the
   * attempt appends meanwhile is not among them.
   * @throws LeaseLostError if the attempt does not hold the lease, or loses it meanwhile
   * @throws DamagedRunError behind the last block when points are not what was written
   */
  recordedBlocks(runId: number, attempt: number, names: readonly string[]): Generator<TrajectoryChunk>;
}

/** A metric whose points are being read. */
interface Series {
  readonly metricId: number;
  readonly name: string;
  /** Undefined of a run that an earlier version has written. */
  readonly expected: SeriesDigest | undefined;
  found: SeriesDigest;
}

export const recordedBlockReader = (connection: Connection): RecordedBlockReader => ({
  *recordedBlocks(runId, attempt, names) {
    requireLease(connection, runId, attempt);
    const series = recordedSeries(connection, runId, names);
    let last = -1;
    for (;;) {
      const columns = series.map(({ metricId, expected }) =>
        readNextPoints(connection, runId, metricId, {
          after: last,
          upTo: expected?.last ?? Number.MAX_SAFE_INTEGER,
          limit: SNAPSHOTS_PER_BLOCK,
        }),
      );
      requireLease(connection, runId, attempt); // behind the reading: what is read without it may be another's
      const iterations = nextIterations(columns);
      if (iterations.length === 0) break;
      last = iterations.at(-1)!;
      yield blockOf(series, columns, iterations);
    }
    for (const { name, expected, found } of series) {
      if (expected !== undefined && !isSame(expected, found)) {
        throw new DamagedRunError(connection, runId, `its points of ${name}`);
      }
    }
  },
});

/** The claim has written the digests of the points that stay. */
function recordedSeries(connection: Connection, runId: number, names: readonly string[]): Series[] {
  const written = writtenDigest(connection, runId);
  const idOf = connection.statement<[string], number>('SELECT id FROM metrics WHERE name = ?').pluck();
  return names.flatMap((name) => {
    const metricId = idOf.get(name);
    if (metricId === undefined) return [];
    const expected = written?.get(metricId);
    if (written !== undefined && expected === undefined) return [];
    return [{ metricId, name, expected, found: noPoints }];
  });
}

/** The first iterations at which some metric has a point. Mostly all metrics have the same. */
function nextIterations(columns: readonly Points[]): Float64Array {
  const [first] = columns;
  if (first === undefined) return new Float64Array(0);
  const isAlike = columns.every(({ iterations }) => isEqual(iterations, first.iterations));
  if (isAlike) return first.iterations;
  const all = new Set(columns.flatMap(({ iterations }) => [...iterations]));
  return Float64Array.from(all).sort().subarray(0, SNAPSHOTS_PER_BLOCK);
}

const isEqual = (a: Float64Array, b: Float64Array): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

/** The columns side by side, as far as the iterations reach; their digests go along. */
function blockOf(
  series: readonly Series[],
  columns: readonly Points[],
  iterations: Float64Array,
): TrajectoryChunk {
  const n = iterations.length;
  const values = new Float64Array(series.length * n).fill(NaN);
  for (const [m, one] of series.entries()) {
    const points = columns[m]!;
    let at = 0;
    for (let i = 0; i < n; i++) {
      if (points.iterations[at] === iterations[i]) values[m * n + i] = points.values[at++]!;
    }
    one.found = extended(one.found, points.iterations.subarray(0, at), points.values.subarray(0, at));
  }
  return { metrics: series.map(({ name }) => name), iterations, values };
}
