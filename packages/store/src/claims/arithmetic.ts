/** A run may change its arithmetic as long as nothing of it has been computed that anybody could go on from. */
import type { Connection } from '../connection/connection.ts';

/** An arithmetic in which a run is to be computed, and the sweep that wants it so. */
export interface ArithmeticWanted {
  readonly runId: number;
  readonly sweepId: number;
  readonly arithmetic: string;
}

/**
 * Gives a run that nobody has another arithmetic. It keeps its own if it has made an iteration, if another sweep has it too, or if there
 * is a run of the same trajectory in that arithmetic.
 * @returns whether the run now has the arithmetic
 */
export function changeArithmetic(
  { statement }: Connection,
  { runId, sweepId, arithmetic }: ArithmeticWanted,
): boolean {
  const { changes } = statement(
    `UPDATE runs SET arithmetic = @arithmetic WHERE id = @runId AND status IN ('pending', 'running') AND iterations = 0
       AND NOT EXISTS (SELECT 1 FROM leases WHERE run_id = @runId)
       AND NOT EXISTS (SELECT 1 FROM sweep_runs WHERE run_id = @runId AND sweep_id <> @sweepId)
       AND NOT EXISTS (SELECT 1 FROM runs AS other WHERE other.trajectory_hash = runs.trajectory_hash
         AND other.arithmetic = @arithmetic)`,
  ).run({ runId, sweepId, arithmetic });
  if (changes === 0) return false;
  statement('DELETE FROM checkpoints WHERE run_id = ?').run(runId); // Of iteration 0, in the other arithmetic.
  return true;
}
