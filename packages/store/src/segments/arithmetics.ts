/**
 * Nodes may compute in another arithmetic than the machine that has submitted a sweep, or than each other. A place in a sweep is
 * nevertheless one run's.
 *
 * SQLite keeps the order of a CROSS JOIN. By itself it may begin with this database's runs, of which there are many more.
 */
import { changeArithmetic, type ArithmeticWanted } from '../claims/arithmetic.ts';
import type { Connection } from '../connection/connection.ts';
import { unsealSweep } from '../digests/sweepRecord.ts';

/** Call it before runs are merged. Runs that were only registered here take the arithmetic in which a segment has them. */
export function adoptArithmetics(connection: Connection): void {
  const wanted = connection
    .statement<[], ArithmeticWanted>(
      `SELECT ours.id AS runId, main.sweeps.id AS sweepId, theirs.arithmetic
       FROM other.runs AS theirs
         CROSS JOIN main.runs AS ours ON ours.trajectory_hash = theirs.trajectory_hash AND ours.arithmetic <> theirs.arithmetic
         JOIN other.sweep_runs AS place ON place.run_id = theirs.id
         JOIN other.sweeps AS their_sweeps ON their_sweeps.id = place.sweep_id
         JOIN main.sweeps USING (spec_hash)
       WHERE theirs.attempts > 0 AND ours.attempts = 0`,
    )
    .all();
  for (const one of wanted) changeArithmetic(connection, one);
}

/**
 * Call it after sweeps are merged. Where a run has ended, others of the same trajectory leave its place in the sweep: two tasks have
 * computed it, of which the first had been given up. Their rows stay in the database.
 * @returns the sweeps that have changed
 */
export function leavePlaces(connection: Connection): number[] {
  const changed = connection
    .statement<[], number>(
      `DELETE FROM main.sweep_runs WHERE (sweep_id, part, cell, run_id) IN (
         SELECT place.sweep_id, place.part, place.cell, place.run_id
         FROM other.runs AS theirs
           CROSS JOIN main.runs AS run ON run.trajectory_hash = theirs.trajectory_hash
           CROSS JOIN main.runs AS twin ON twin.trajectory_hash = run.trajectory_hash AND twin.id <> run.id
           JOIN main.sweep_runs AS place ON place.run_id = run.id
           JOIN main.sweep_runs AS beside ON beside.run_id = twin.id
             AND (beside.sweep_id, beside.part, beside.cell) = (place.sweep_id, place.part, place.cell)
           JOIN main.sweeps ON sweeps.id = place.sweep_id
           JOIN other.sweeps AS their_sweeps ON their_sweeps.spec_hash = sweeps.spec_hash
         WHERE twin.status IN ('done', 'diverged')
           AND (run.status NOT IN ('done', 'diverged') OR run.id > twin.id)
           AND NOT EXISTS (SELECT 1 FROM main.leases WHERE leases.run_id = run.id)
       ) RETURNING sweep_id`,
    )
    .pluck()
    .all();
  for (const sweepId of new Set(changed)) unsealSweep(connection, sweepId);
  return changed;
}
