/** Checkpoints: what a run needs to go on. */
import type { TrajectoryChunk } from '@ranksweep/core';
import type { Connection } from './connection.ts';
import { checkpointDigest, identityOf, type RunIdentity } from './digests/checkpointDigest.ts';
import { writeKeptDigest } from './digests/pointDigests.ts';
import { requireLease } from './leases.ts';
import { insertChunk } from './points.ts';

export interface NewCheckpoint {
  readonly iteration: number;
  readonly state: Uint8Array;
  /** Snapshots since the last chunk, up to `iteration`. */
  readonly snapshots?: TrajectoryChunk | undefined;
  /** What the run took since it was claimed or last saved; the run's `wall_ms` sums these. */
  readonly wallMs: number;
}

export interface CheckpointWriter {
  /**
   * Keeps a run's state, and the one before it, together with the snapshots up to there: a run that goes on from here
   * does not record them again. The run's `iterations` becomes the state's, if larger.
   * @throws LeaseLostError if the attempt does not hold the lease
   * @throws RangeError as `appendChunk`
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
  /** Whether the snapshot at `iteration` is there only because the run ended. */
  readonly endOnly: boolean;
}

/** Where the last state is damaged, the run goes on from the one before. */
const STATES_KEPT = 2;

/** Belongs in a transaction. The state is the run's latest: those beyond it go. */
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
  if (states <= STATES_KEPT && last === iteration) return; // ten times as fast as to have nothing deleted
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
