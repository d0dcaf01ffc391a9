/** What a run that nobody has computed is for one of its sweeps: pending, left out by a rule of an axis, or pruned by a search. */
import type { Connection } from '../connection/connection.ts';
import { skippedRuns } from './skips.ts';
import { prunedRuns } from './trials.ts';
import type { RunStatus } from '../types.ts';

export type StatusInSweep = (status: RunStatus, runId: number) => RunStatus;

/** Call it in a transaction with what reads the runs. */
export function statusInSweep(connection: Connection, sweepId: number): StatusInSweep {
  const skipped = skippedRuns(connection, sweepId);
  const pruned = prunedRuns(connection, sweepId);
  return (status, runId) => {
    if (status !== 'pending') return status;
    if (skipped.has(runId)) return 'skipped';
    return pruned.has(runId) ? 'pruned' : status;
  };
}
