/** The digest of a run's state. It also covers the run, the arithmetic and the iteration that the state belongs to. */
import { crc32 } from 'node:zlib';
import type { Connection } from '../connection/connection.ts';
import type { Schema } from '../rows/readPoints.ts';

export interface DigestedState {
  readonly iteration: number;
  readonly endOnly: boolean;
  readonly state: Uint8Array;
}

/** What identifies a run in any database. */
export interface RunIdentity {
  readonly trajectoryHash: string;
  readonly arithmetic: string;
}

export const checkpointDigest = (
  { trajectoryHash, arithmetic }: RunIdentity,
  { iteration, endOnly, state }: DigestedState,
): number => crc32(state, crc32(`${trajectoryHash} ${arithmetic} ${iteration} ${endOnly ? 1 : 0}\n`));

export const identityOf = ({ statement }: Connection, runId: number, schema: Schema = 'main'): RunIdentity =>
  statement<[number], RunIdentity>(
    `SELECT trajectory_hash AS trajectoryHash, arithmetic FROM ${schema}.runs WHERE id = ?`,
  ).get(runId)!;

export interface StoredState extends DigestedState {
  /** Null if an earlier version wrote the state. */
  readonly digest: number | null;
}

type StoredRow = Omit<StoredState, 'endOnly'> & { readonly endOnly: number };

/** A run's states, latest first. */
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
  state.digest === null || state.digest === checkpointDigest(identityOf(connection, runId, schema), state);
