/**
 * Runs that a sweep does not try, by a rule for one of its axes. That is said of the sweep alone: the run stays `pending`, since
 * another sweep may ask for it. It counts only as long as nobody has computed the run, and as the run that decided it has still
 * failed, or succeeded; trying that again brings the others back. The view `skipped` has those that count.
 */
import type { SkipRule } from '@ranksweep/kinds';
import type { Connection } from '../connection/connection.ts';

/** Why a run of a sweep is not tried. */
export interface Skip {
  /** The run that failed, or succeeded. */
  readonly becauseRunId: number;
  /** The axis that the rule is for. */
  readonly axis: string;
  readonly rule: SkipRule;
  /** Why, in a sentence without a full stop. */
  readonly reason: string;
}

export interface SkipReader {
  /** The runs that a sweep skips, by number. */
  skippedRuns(sweepId: number): Map<number, Skip>;
}

export const skipReader = (connection: Connection): SkipReader => ({
  skippedRuns: (sweepId) => skippedRuns(connection, sweepId),
});

export const skippedRuns = ({ statement }: Connection, sweepId: number): Map<number, Skip> =>
  new Map(
    statement<[number], Skip & { runId: number }>(
      `SELECT run_id AS runId, because_run_id AS becauseRunId, axis, rule, reason FROM skipped WHERE sweep_id = ?`,
    )
      .all(sweepId)
      .map(({ runId, ...skip }) => [runId, skip]),
  );
