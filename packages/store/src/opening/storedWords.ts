/**
 * What a database has names for, for whoever waits for a key to complete a word: without the checks of `openStore`, whose code
 * takes longer to load than any of this.
 */
import type { SweepLabel } from '../address/nameAddresses.ts';
import { addressReader } from '../readers/sweepLabels.ts';
import { connectionOf } from '../connection/connection.ts';
import { connectToRead } from '../file/connectToRead.ts';

export { nameAddresses } from '../address/nameAddresses.ts';

export interface StoredWords {
  /** Of all sweeps, the newest first. */
  readonly labels: readonly SweepLabel[];
  /** The highest number of a run. */
  readonly lastRun: number | undefined;
  readonly metrics: readonly string[];
  /** Keys that are an axis of some sweep. */
  readonly axes: readonly string[];
}

/** @throws where there is no such database, or it cannot be read */
export function storedWords(file: string): StoredWords {
  const database = connectToRead(file, (unread) => new Error(`${unread} cannot be read`));
  try {
    database.pragma('query_only = ON');
    database.pragma('trusted_schema = OFF');
    const reader = addressReader(connectionOf(database));
    const names = (sql: string): string[] => database.prepare<[], string>(sql).pluck().all();
    return {
      labels: reader.sweepLabels(),
      lastRun: reader.lastRun(),
      metrics: names('SELECT name FROM metrics ORDER BY id'),
      axes: names('SELECT DISTINCT name FROM cells ORDER BY name'),
    };
  } finally {
    database.close();
  }
}
