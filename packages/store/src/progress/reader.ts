/** Tells the progress of a sweep from the database alone. */
import type { Connection } from '../connection/connection.ts';
import type { RunCounts } from '../types.ts';
import { countsOf } from './counts.ts';
import { estimate, type Estimate } from './estimate.ts';
import { IterationCosts } from './iterationCosts.ts';
import { readWork } from './readWork.ts';

/** An estimate, with the runs that it is made from. */
export interface SweepProgress extends Estimate {
  readonly counts: RunCounts;
}

export interface ProgressReader {
  /**
   * The sweep's progress at a moment, its speed, and the time that it still takes.
   * @param nowMs milliseconds since 1970
   */
  sweepProgress(sweepId: number, nowMs: number): SweepProgress;
}

export function progressReader(connection: Connection): ProgressReader {
  const costs = new IterationCosts(connection);
  return {
    sweepProgress: connection.database.transaction((sweepId: number, nowMs: number) => {
      const { runs, statuses, unasked } = readWork(connection, costs, sweepId, nowMs);
      return { counts: countsOf(statuses, unasked), ...estimate(runs, nowMs) };
    }),
  };
}
