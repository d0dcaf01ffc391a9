/** Trials of a sweep's searches: which cells were suggested, in which order, and what came of them. */
import type { Connection } from '../connection/connection.ts';

/** Whether a trial is under way, or else how it ended. */
export type TrialState = 'running' | 'done' | 'diverged' | 'pruned' | 'failed';

/** What came of one suggestion of a search. */
export interface Trial {
  /** From 0, in the order in which they were suggested. */
  readonly number: number;
  readonly state: TrialState;
  /** Null until it has ended, and where it is no number. */
  readonly objective: number | null;
  /** The iteration at which it was pruned, or which it has passed; null without a pruner. */
  readonly rung: number | null;
}

/** A trial as the database has it. */
export interface StoredTrial extends Trial {
  readonly part: string;
  /** The number of its cell in its part. */
  readonly cell: number;
}

export interface TrialReader {
  /** A sweep's trials by part, in the order of their numbers. */
  trials(sweepId: number): StoredTrial[];
  /** Runs that a sweep wants no further, since their trials were pruned. They are `pending` by themselves, unless somebody has them go on. */
  prunedRuns(sweepId: number): ReadonlySet<number>;
}

/** A run that stands in another cell of the sweep, too, is wanted there. */
export function prunedRuns({ statement }: Connection, sweepId: number): ReadonlySet<number> {
  const isAny = statement<[number], 1>(
    `SELECT 1 FROM trials WHERE sweep_id = ? AND state = 'pruned' LIMIT 1`,
  );
  if (isAny.get(sweepId) === undefined) return new Set();
  return new Set(
    statement<[number], number>(
      `SELECT run_id FROM sweep_runs LEFT JOIN trials USING (sweep_id, part, cell)
       WHERE sweep_id = ? GROUP BY run_id HAVING min(coalesce(state = 'pruned', 0)) = 1`,
    )
      .pluck()
      .all(sweepId),
  );
}

export const trialReader = (connection: Connection): TrialReader => ({
  trials: (sweepId) =>
    connection
      .statement<[number], StoredTrial>(
        'SELECT part, number, cell, state, objective, rung FROM trials WHERE sweep_id = ? ORDER BY part, number',
      )
      .all(sweepId),
  prunedRuns: (sweepId) => prunedRuns(connection, sweepId),
});
