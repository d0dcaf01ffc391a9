/** Notes the trials of a sweep's searches. */
import type { Cell } from '@ranksweep/kinds';
import type { Trial } from '../asked/trials.ts';
import type { Connection } from '../connection/connection.ts';
import { insertRows } from '../rows/insertRows.ts';
import { CellNumbers } from './cells.ts';

/** A trial that is to be noted. */
export interface NewTrial extends Trial {
  readonly cell: Cell;
}

export interface TrialWriter {
  /** Notes trials of a part, in place of what was noted of them before. */
  recordTrials(sweepId: number, part: string, trials: readonly NewTrial[]): void;
  /** Forgets a sweep's trials, which follow anew from what its runs have ended with. */
  forgetTrials(sweepId: number): void;
}

export const trialWriter = (connection: Connection): TrialWriter => ({
  recordTrials: (sweepId, part, trials) =>
    connection.transaction(() => {
      const cells = new CellNumbers(connection, sweepId, part);
      insertRows(
        connection,
        'trials (sweep_id, part, number, cell, state, objective, rung)',
        trials.map(({ number, cell, state, objective, rung }) => [
          sweepId,
          part,
          number,
          cells.of(cell),
          state,
          objective,
          rung,
        ]),
        {
          onConflict: `ON CONFLICT DO UPDATE SET cell = excluded.cell, state = excluded.state,
            objective = excluded.objective, rung = excluded.rung`,
        },
      );
    }),
  forgetTrials: (sweepId) => {
    connection.statement('DELETE FROM trials WHERE sweep_id = ?').run(sweepId);
  },
});
