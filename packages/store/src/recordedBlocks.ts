/** What a run that goes on has recorded already, for the lane that goes on with it. */
import type { TrajectoryChunk } from '@ranksweep/core';
import type { Connection } from './connection.ts';
import { DamagedRunError } from './digests/damagedRun.ts';
import { writtenDigest } from './digests/pointDigests.ts';
import { extended, isSame, noPoints, type SeriesDigest } from './digests/seriesDigest.ts';
import { requireLease } from './leases.ts';
import { readNextPoints, recordedMetricIds, type Points } from './readers/readPoints.ts';

/** 1.6 MB of 50 metrics. */
export const SNAPSHOTS_PER_BLOCK = 4096;

export interface RecordedBlockReader {
  /**
   * The snapshots that a claimed run goes on from, by iteration, in blocks of at most 4096: neither a long run nor a long
   * metric is in memory as a whole. All blocks have the same metrics: of the names given, in this order, those that the run
   * has points of. A value is NaN where it was NaN, or where the metric has no point beside the others.
   *
   * Behind the last block all points of the run, of other metrics too, have been held against their digests: what is built on
   * the blocks counts once it has been reached. A run that an earlier version has written gets its digests there: the attempt
   * has them from then on, and they are written with its next state. Nothing is written here, so nothing waits for a lock.
   *
   * It belongs outside of transactions: each block is read by itself, and between two blocks others may write. What the
   * attempt appends meanwhile is not among them.
   * @throws LeaseLostError if the attempt does not hold the lease, or loses it meanwhile
   * @throws DamagedRunError behind the last block when points are not what was written: `startOver` is what is left
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
      requireLease(connection, runId, attempt); // behind the reading: what is read without it may be another's
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

/** All that the claim has kept. */
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

/** Unless it has appended meanwhile. */
function keepFound({ runDigests }: Connection, runId: number, series: readonly Series[]): void {
  if (runDigests.get(runId) !== undefined) return;
  runDigests.set(runId, new Map(series.map(({ metricId, found }) => [metricId, found])));
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

function extendedUpTo(digest: SeriesDigest, { iterations, values }: Points, last: number): SeriesDigest {
  const count = iterations.findLastIndex((iteration) => iteration <= last) + 1;
  return extended(digest, iterations.subarray(0, count), values.subarray(0, count));
}

/** The columns asked for side by side, where one of them has a point. */
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

/** Mostly all of them. */
function iterationsOf(columns: readonly Points[], all: Float64Array): Float64Array {
  if (columns.some(({ iterations }) => isEqual(iterations.subarray(0, all.length), all))) return all;
  const own = new Set(columns.flatMap(({ iterations }) => [...iterations]));
  return all.filter((iteration) => own.has(iteration));
}
