/** Runs whose results are not wanted as they are: they are to be computed again from their seeds. */
import type { RunConfig } from '@ranksweep/core';
import { deleteResults } from './claims.ts';
import type { Connection } from './connection.ts';
import { isDead, leaseOf } from './leases.ts';
import { deleteLeftover, POINTS_PER_STEP } from './leftover.ts';
import { insertParams } from './params.ts';

export interface DiscardWriter {
  /**
   * Deletes a run's results and has it be `pending`; its attempts stay. A long trajectory takes several transactions.
   * @param configOf the configuration of what its trajectory hash names; the whole run is deleted where there is none
   * @returns false, and changes nothing, if a living lease holds the run
   * @throws Error if there is no such run
   */
  discardResults(runId: number, configOf: (trajectoryHash: string) => RunConfig | undefined): boolean;
}

export const discardWriter = (connection: Connection): DiscardWriter => ({
  discardResults(runId, configOf) {
    for (let steps = 0; ; steps++) {
      const left = connection.transaction(() => discardStep(connection, runId, configOf));
      if (left === 'held') return steps > 0; // it was pending since the first step: who has claimed it deletes the rest
      if (left === 'nothing') return true;
    }
  },
});

/** Whoever is killed between two steps begins with the first again. */
function discardStep(
  connection: Connection,
  runId: number,
  configOf: (trajectoryHash: string) => RunConfig | undefined,
): 'held' | 'points' | 'nothing' {
  const { statement } = connection;
  const hash = statement<[number], string>('SELECT trajectory_hash FROM runs WHERE id = ?')
    .pluck()
    .get(runId);
  if (hash === undefined) throw new Error(`no run ${runId}`);
  const lease = leaseOf(connection, runId);
  if (lease !== undefined && !isDead(lease)) return 'held';
  deleteResults(connection, runId);
  const hasLeftover = deleteLeftover(connection, runId, POINTS_PER_STEP);
  connection.runDigests.set(runId, undefined);
  const config = configOf(hash);
  if (config !== undefined) reopen(connection, runId, config);
  else if (!hasLeftover) statement('DELETE FROM runs WHERE id = ?').run(runId);
  return hasLeftover ? 'points' : 'nothing';
}

function reopen(connection: Connection, runId: number, config: RunConfig): void {
  const { statement } = connection;
  statement(
    `UPDATE runs SET config = ?, seed = ?, status = 'pending', stop_reason = NULL, error = NULL, finished_at = NULL
     WHERE id = ?`,
  ).run(JSON.stringify(config), config.seed, runId);
  statement('DELETE FROM params WHERE run_id = ?').run(runId);
  insertParams(connection, runId, config);
}
