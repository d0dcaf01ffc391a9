/** Checkpoints: the states from which runs resume. */
import type { TrajectoryChunk } from '@ranksweep/core';
import type { Connection } from '../connection/connection.ts';
import { checkpointDigest, identityOf, type RunIdentity } from '../digests/checkpointDigest.ts';
import { writeKeptDigest } from '../digests/pointDigests.ts';
import { requireLease } from '../claims/leases.ts';
import { insertChunk } from './points.ts';

/** A state that a run can go on from, with what was recorded up to it. */
export interface NewCheckpoint {
  readonly iteration: number;
  readonly state: Uint8Array;
  /** Snapshots since the last chunk, up to `iteration`. */
  readonly snapshots?: TrajectoryChunk | undefined;
  /** How long the run took since it was claimed or last saved. The run's `wall_ms` is the sum of these. */
  readonly wallMs: number;
}

export interface CheckpointWriter {
  /**
   * Saves a run's state together with the snapshots up to it, and keeps the state before it. A run that resumes from this state
   * does not record those snapshots again. The run's `iterations` becomes the state's, if that is larger.
   * @throws LeaseLostError if the attempt does not hold the lease
   * @throws RangeError like `appendChunk`
   */
  saveCheckpoint(runId: number, attempt: number, checkpoint: NewCheckpoint): void;
}

export const checkpointWriter = (connection: Connection): CheckpointWriter => ({
  saveCheckpoint: (runId, attempt, { iteration, state, snapshots, wallMs }) =>
    connection.transaction(() => {
      requireLease(connection, runId, attempt);
      if (snapshots !== undefined) insertChunk(connection, runId, snapshots);
      writeKeptDigest(connection, runId);
      writeCheckpoint(connection, runId, identityOf(connection, runId), { iteration, state, endOnly: false });
      connection
        .statement('UPDATE runs SET wall_ms = wall_ms + ?, iterations = max(iterations, ?) WHERE id = ?')
        .run(wallMs, iteration, runId);
    }),
});

export interface SavedState {
  readonly iteration: number;
  readonly state: Uint8Array;
  /** Whether the snapshot at `iteration` was recorded only because the run ended. */
  readonly endOnly: boolean;
}

/** How many states are kept. If the last one is damaged, the run resumes from the one before. */
const STATES_KEPT = 2;

/** Call it in a transaction. The new state becomes the run's latest; states beyond it are deleted. */
export function writeCheckpoint(
  { statement }: Connection,
  runId: number,
  identity: RunIdentity,
  saved: SavedState,
): void {
  const { iteration, state, endOnly } = saved;
  const bytes = Buffer.from(state.buffer, state.byteOffset, state.byteLength);
  statement(
    `INSERT INTO checkpoints (run_id, iteration, state, end_only, digest) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET state = excluded.state, end_only = excluded.end_only, digest = excluded.digest`,
  ).run(runId, iteration, bytes, endOnly ? 1 : 0, checkpointDigest(identity, saved));
  const { states, last } = statement<[number], { states: number; last: number }>(
    'SELECT count(*) AS states, max(iteration) AS last FROM checkpoints WHERE run_id = ?',
  ).get(runId)!;
  if (states <= STATES_KEPT && last === iteration) return; // Ten times as fast as a DELETE that finds nothing.
  statement(
    `DELETE FROM checkpoints WHERE run_id = @runId AND iteration NOT IN (
       SELECT iteration FROM checkpoints WHERE run_id = @runId AND iteration <= @iteration
       ORDER BY iteration DESC LIMIT ${STATES_KEPT}
     )`,
  ).run({ runId, iteration });
}

export function deleteCheckpoints({ statement }: Connection, runId: number): void {
  statement('DELETE FROM checkpoints WHERE run_id = ?').run(runId);
}
