/** Runs whose results are not wanted as they are: they are to be computed again from their seeds. */
import type { RunConfig } from '@ranksweep/core';
import { deleteResults } from './claims.ts';
import type { Connection } from './connection.ts';
import { isDead, leaseOf } from './leases.ts';
import { insertParams } from './params.ts';

export interface DiscardWriter {
  /**
   * Deletes a run's results and has it be `pending`; its attempts stay.
   * @param configOf the configuration of what its trajectory hash names; the whole run is deleted where there is none
   * @returns false, and changes nothing, if a living lease holds the run
   * @throws Error if there is no such run
   */
  discardResults(runId: number, configOf: (trajectoryHash: string) => RunConfig | undefined): boolean;
}

export const discardWriter = (connection: Connection): DiscardWriter => ({
  discardResults: (runId, configOf) =>
    connection.transaction(() => {
      const { statement } = connection;
      const hash = statement<[number], string>('SELECT trajectory_hash FROM runs WHERE id = ?')
        .pluck()
        .get(runId);
      if (hash === undefined) throw new Error(`no run ${runId}`);
      const lease = leaseOf(connection, runId);
      if (lease !== undefined && !isDead(lease)) return false;
      deleteResults(connection, runId);
      connection.runDigests.set(runId, undefined);
      const config = configOf(hash);
      if (config === undefined) statement('DELETE FROM runs WHERE id = ?').run(runId);
      else reopen(connection, runId, config);
      return true;
    }),
});

function reopen(connection: Connection, runId: number, config: RunConfig): void {
  const { statement } = connection;
  statement(
    `UPDATE runs SET config = ?, seed = ?, status = 'pending', stop_reason = NULL, error = NULL, finished_at = NULL
     WHERE id = ?`,
  ).run(JSON.stringify(config), config.seed, runId);
  statement('DELETE FROM params WHERE run_id = ?').run(runId);
  insertParams(connection, runId, config);
}
