/** Discards results of runs, so that the runs are computed again from their seeds. */
import type { RunConfig } from '@ranksweep/core';
import { deleteDamagedEarlierFinals } from '../asked/earlierFinals.ts';
import { deleteResults } from '../claims/returnToCheckpoint.ts';
import type { Connection } from '../connection/connection.ts';
import { isDead, leaseOf } from '../claims/leases.ts';
import { deleteLeftover, POINTS_PER_STEP } from '../claims/leftover.ts';
import { insertParams } from '../rows/params.ts';

export interface DiscardWriter {
  /**
   * Deletes a run's results and makes it `pending`; its attempts are kept. A long trajectory takes several transactions.
   * @param configOf returns the configuration for a trajectory hash; if there is none, the whole run is deleted
   * @returns false, with nothing changed, if a live lease holds the run
   * @throws Error if there is no such run
   */
  discardResults(runId: number, configOf: (trajectoryHash: string) => RunConfig | undefined): boolean;
}

export const discardWriter = (connection: Connection): DiscardWriter => ({
  discardResults(runId, configOf) {
    for (let steps = 0; ; steps++) {
      const left = connection.transaction(() => discardStep(connection, runId, configOf));
      if (left === 'held') return steps > 0; // a process that has claimed it since deletes the rest
      if (left === 'nothing') return true;
    }
  },
});

/** If the process is killed between two steps, the next one begins with the first step again. */
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
  deleteDamagedEarlierFinals(connection, runId);
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
