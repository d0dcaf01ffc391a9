/** Reads what a resumed run has already recorded, for the lane that resumes it. */
import type { TrajectoryChunk } from '@ranksweep/core';
import type { Connection } from '../connection/connection.ts';
import { DamagedRunError } from '../digests/damagedRun.ts';
import { writtenDigest } from '../digests/pointDigests.ts';
import { extended, isSame, noPoints, type SeriesDigest } from '../checksums/seriesDigest.ts';
import { requireLease } from '../claims/leases.ts';
import { readNextPoints, recordedMetricIds, type Points } from '../rows/readPoints.ts';

/** 1.6 MB for 50 metrics. */
export const SNAPSHOTS_PER_BLOCK = 4096;

export interface RecordedBlockReader {
  /**
   * The snapshots that a claimed run resumes from, by iteration, in blocks of at most 4096, so that neither a long run nor a long
   * metric is in memory as a whole. All blocks have the same metrics: those of the given names, in this order, that the run has
   * points of. A value is NaN if it was NaN, or if the metric has no point at an iteration of the others.
   *
   * After the last block, all points of the run, including other metrics, have been compared with their digests. Only then do
   * results that build on the blocks count. If an earlier version wrote the run, it gets its digests at this point: the attempt
   * keeps them, and they are written with its next state. Nothing is written here, so nothing waits for a lock.
   *
   * Call it outside transactions: each block is read on its own, and others may write between two blocks. What the attempt
   * appends meanwhile is not included.
   * @throws LeaseLostError if the attempt does not hold the lease, or loses it meanwhile
   * @throws DamagedRunError after the last block if points are damaged; only `startOver` can help then
   */
  recordedBlocks(runId: number, attempt: number, names: readonly string[]): Generator<TrajectoryChunk>;
}

/** A metric whose points are being read. */
interface Series {
  readonly metricId: number;
  readonly name: string;
  /** Undefined for a run that an earlier version wrote. */
  readonly expected: SeriesDigest | undefined;
  found: SeriesDigest;
}

export const recordedBlockReader = (connection: Connection): RecordedBlockReader => ({
  *recordedBlocks(runId, attempt, names) {
    requireLease(connection, runId, attempt);
    const series = recordedSeries(connection, runId);
    const asked = names.flatMap((name) => series.filter((one) => one.name === name));
    const end = connection
      .statement<[number], number>('SELECT iterations FROM runs WHERE id = ?')
      .pluck()
      .get(runId)!;
    let last = -1;
    for (;;) {
      const columns = new Map(
        series.map((one) => [
          one,
          readNextPoints(connection, runId, one.metricId, {
            after: last,
            upTo: one.expected?.last ?? end,
            limit: SNAPSHOTS_PER_BLOCK,
          }),
        ]),
      );
      requireLease(connection, runId, attempt); // What was read before this check may be another attempt's.
      const iterations = nextIterations([...columns.values()]);
      if (iterations.length === 0) break;
      last = iterations.at(-1)!;
      for (const [one, points] of columns) one.found = extendedUpTo(one.found, points, last);
      const block = blockOf(asked, columns, iterations);
      if (block.iterations.length > 0) yield block;
    }
    for (const { name, expected, found } of series) {
      if (expected !== undefined && !isSame(expected, found)) {
        throw new DamagedRunError(connection, runId, `its points of ${name}`);
      }
    }
    if (writtenDigest(connection, runId) === undefined) keepFound(connection, runId, series);
  },
});

/** Everything that the claim has kept. */
function recordedSeries(connection: Connection, runId: number): Series[] {
  const written = writtenDigest(connection, runId);
  const nameOf = connection.statement<[number], string>('SELECT name FROM metrics WHERE id = ?').pluck();
  return [...(written?.keys() ?? recordedMetricIds(connection, runId))].map((metricId) => ({
    metricId,
    name: nameOf.get(metricId) ?? `metric ${metricId}`,
    expected: written?.get(metricId),
    found: noPoints,
  }));
}

/** Unless the attempt has appended meanwhile. */
function keepFound({ runDigests }: Connection, runId: number, series: readonly Series[]): void {
  if (runDigests.get(runId) !== undefined) return;
  runDigests.set(runId, new Map(series.map(({ metricId, found }) => [metricId, found])));
}

/** The first iterations at which any metric has a point. Usually all metrics have the same ones. */
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

function extendedUpTo(digest: SeriesDigest, { iterations, values }: Points, last: number): SeriesDigest {
  const count = iterations.findLastIndex((iteration) => iteration <= last) + 1;
  return extended(digest, iterations.subarray(0, count), values.subarray(0, count));
}

/** The requested columns, at the iterations where any of them has a point. */
function blockOf(
  asked: readonly Series[],
  columnOf: ReadonlyMap<Series, Points>,
  all: Float64Array,
): TrajectoryChunk {
  const columns = asked.map((one) => columnOf.get(one)!);
  const iterations = iterationsOf(columns, all);
  const n = iterations.length;
  const values = new Float64Array(asked.length * n).fill(NaN);
  for (const [m, points] of columns.entries()) {
    let at = 0;
    for (let i = 0; i < n; i++) {
      if (points.iterations[at] === iterations[i]) values[m * n + i] = points.values[at++]!;
    }
  }
  return { metrics: asked.map(({ name }) => name), iterations, values };
}

/** Usually all of them. */
function iterationsOf(columns: readonly Points[], all: Float64Array): Float64Array {
  if (columns.some(({ iterations }) => isEqual(iterations.subarray(0, all.length), all))) return all;
  const own = new Set(columns.flatMap(({ iterations }) => [...iterations]));
  return all.filter((iteration) => own.has(iteration));
}
