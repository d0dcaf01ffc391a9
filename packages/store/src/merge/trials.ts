/** Merges the trials of searches. A trial's cell is the same in every database, since searches are deterministic. */
import type { Connection } from '../connection/connection.ts';

/** A part of a sweep: the sweep's numbers in both databases. */
interface SharedPart {
  readonly here: number;
  readonly there: number;
  readonly part: string;
}

/**
 * Of a trial that both databases have, the version that is further is kept: one that has ended, that has passed a later rung, or that has
 * an objective since.
 * @param cells the part's: numbers there and here
 * @returns how many trials have changed here
 */
export function mergeTrials(
  { statement }: Connection,
  { here, there, part }: SharedPart,
  cells: readonly (readonly [there: number, here: number])[],
): number {
  return statement(
    `WITH place(there, here) AS (SELECT value ->> 0, value ->> 1 FROM json_each(@cells))
     INSERT INTO trials (sweep_id, part, number, cell, state, objective, rung)
     SELECT @here, part, number, place.here, state, objective, rung
     FROM other.trials AS theirs JOIN place ON place.there = theirs.cell
     WHERE theirs.sweep_id = @there AND part = @part
     ON CONFLICT DO UPDATE SET cell = excluded.cell, state = excluded.state, objective = excluded.objective, rung = excluded.rung
       WHERE (excluded.state <> 'running', ifnull(excluded.rung, -1), excluded.objective IS NOT NULL)
         > (trials.state <> 'running', ifnull(trials.rung, -1), trials.objective IS NOT NULL)`,
  ).run({ here, there, part, cells: JSON.stringify(cells) }).changes;
}
