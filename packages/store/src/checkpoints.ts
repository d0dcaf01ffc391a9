/** Checkpoints: what a run needs to go on. */
import type { Connection } from './connection.ts';
import { requireLease } from './leases.ts';

export interface CheckpointWriter {
  /**
   * Keeps a run's state in place of its earlier one. Append the snapshots up to `iteration` first: a run that
   * goes on from here does not record them again.
   * @throws LeaseLostError if the attempt does not hold the lease
   */
  saveCheckpoint(runId: number, attempt: number, iteration: number, state: Uint8Array): void;
}

export const checkpointWriter = (connection: Connection): CheckpointWriter => ({
  saveCheckpoint: (runId, attempt, iteration, state) =>
    connection.transaction(() => {
      requireLease(connection, runId, attempt);
      writeCheckpoint(connection, runId, iteration, state);
    }),
});

export function writeCheckpoint(
  { statement }: Connection,
  runId: number,
  iteration: number,
  state: Uint8Array,
): void {
  statement(
    `INSERT INTO checkpoints (run_id, iteration, state) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET iteration = excluded.iteration, state = excluded.state`,
  ).run(runId, iteration, Buffer.from(state.buffer, state.byteOffset, state.byteLength));
}

export function deleteCheckpoint({ statement }: Connection, runId: number): void {
  statement('DELETE FROM checkpoints WHERE run_id = ?').run(runId);
}
