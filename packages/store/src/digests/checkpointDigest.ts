/** The digest of a run's state: it also says of which run, by which arithmetic and at which iteration it is one. */
import { createHash } from 'node:crypto';
import type { Connection } from '../connection.ts';
import type { Schema } from '../readers/readPoints.ts';

export interface DigestedState {
  readonly iteration: number;
  readonly endOnly: boolean;
  readonly state: Uint8Array;
}

export function checkpointDigest(
  { statement }: Connection,
  runId: number,
  { iteration, endOnly, state }: DigestedState,
  schema: Schema = 'main',
): Buffer {
  const of = statement<[number], string>(
    `SELECT trajectory_hash || ' ' || arithmetic FROM ${schema}.runs WHERE id = ?`,
  )
    .pluck()
    .get(runId);
  return createHash('sha256')
    .update(`${of} ${iteration} ${endOnly ? 1 : 0}\n`)
    .update(state)
    .digest();
}

export interface StoredState extends DigestedState {
  /** Null of one that an earlier version has written. */
  readonly digest: Buffer | null;
}

type StoredRow = Omit<StoredState, 'endOnly'> & { readonly endOnly: number };

/** A run's states, the latest first. */
export const storedStates = (
  { statement }: Connection,
  runId: number,
  schema: Schema = 'main',
): StoredState[] =>
  statement<[number], StoredRow>(
    `SELECT iteration, end_only AS endOnly, state, digest FROM ${schema}.checkpoints WHERE run_id = ?
     ORDER BY iteration DESC`,
  )
    .all(runId)
    .map((row) => ({ ...row, endOnly: row.endOnly === 1 }));

export const isSoundState = (
  connection: Connection,
  runId: number,
  state: StoredState,
  schema: Schema = 'main',
): boolean =>
  state.digest === null || state.digest.equals(checkpointDigest(connection, runId, state, schema));
