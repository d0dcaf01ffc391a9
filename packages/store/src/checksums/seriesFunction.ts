/** The digest of points as a function of SQL, which computes it twice as fast as rows can be handed out. */
import type Database from 'better-sqlite3';
import { extended, noPoints, type SeriesDigest } from './seriesDigest.ts';

/** Points that are digested at once. */
const BLOCK = 1024;

/** One array each for all digests, since SQLite computes one after another. */
const iterations = new Float64Array(BLOCK);
const values = new Float64Array(BLOCK);

interface State {
  digest: SeriesDigest;
  /** How many of the block's points are filled. */
  filled: number;
}

function digestBlock(state: State): void {
  const block = iterations.subarray(0, state.filled);
  state.digest = extended(state.digest, block, values);
  state.filled = 0;
}

/**
 * Gives a connection's own queries the aggregate `series_digest(iteration, value)`, of rows that come by ascending iteration. It is
 * text for `decodeSeries`. Only one may be computed at a time: group by metric in the order of the primary key.
 */
export const addSeriesDigest = (database: Database.Database): void => {
  // The types know functions of one argument only.
  database.aggregate('series_digest', aggregate as unknown as Database.AggregateOptions);
};

const aggregate = {
  start: (): State => ({ digest: noPoints, filled: 0 }),
  step(state: State, iteration: number, value: number | null): void {
    iterations[state.filled] = iteration;
    values[state.filled] = value ?? NaN;
    if (++state.filled === BLOCK) digestBlock(state);
  },
  result(state: State): string {
    digestBlock(state);
    const { points, last, crc } = state.digest;
    return `${points} ${last} ${crc}`;
  },
};

export function decodeSeries(text: string): SeriesDigest {
  const [points, last, crc] = text.split(' ').map(Number) as [number, number, number];
  return { points, last, crc };
}
