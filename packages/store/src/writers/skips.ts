/** Notes which runs a sweep does not try. */
import type { Skip } from '../asked/skips.ts';
import type { Connection } from '../connection/connection.ts';
import { insertRows } from '../rows/insertRows.ts';

/** A run that is not tried, and why. */
export interface NewSkip extends Skip {
  readonly runId: number;
}

export interface SkipWriter {
  /** Notes which runs of a sweep are not tried, in place of what was noted of them before. Runs that are gone are passed over. */
  skipRuns(sweepId: number, skips: readonly NewSkip[]): void;
}

export const skipWriter = (connection: Connection): SkipWriter => ({
  skipRuns: (sweepId, skips) =>
    connection.transaction(() => {
      const isThere = connection.statement('SELECT 1 FROM runs WHERE id = ?');
      insertRows(
        connection,
        'skips (sweep_id, run_id, because_run_id, axis, rule, reason)',
        skips
          .filter(({ runId, becauseRunId }) => isThere.get(runId) && isThere.get(becauseRunId))
          .map(({ runId, becauseRunId, axis, rule, reason }) => [
            sweepId,
            runId,
            becauseRunId,
            axis,
            rule,
            reason,
          ]),
        {
          onConflict: `ON CONFLICT DO UPDATE SET because_run_id = excluded.because_run_id, axis = excluded.axis,
            rule = excluded.rule, reason = excluded.reason`,
        },
      );
    }),
});
