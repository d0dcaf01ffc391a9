/**
 * The digest of an attempt. It is computed from what is known at the start, and extended by the attempt's end, so that nothing is
 * read again then.
 */
import type { Connection } from '../connection/connection.ts';
import type { Schema } from '../rows/readPoints.ts';
import { digestOfRow } from '../checksums/rowDigest.ts';

export interface AttemptStart {
  readonly number: number;
  readonly lane: string;
  readonly host: string;
  readonly device: string;
  readonly engine: string;
  /** As JSON. */
  readonly versions: string;
  readonly gitSha: string | null;
  readonly startedAt: string;
}

export interface AttemptEnd {
  readonly endedAt: string;
  readonly outcome: string;
  readonly error: string | null;
}

export const startDigest = (start: AttemptStart): number => {
  const { number, lane, host, device, engine, versions, gitSha, startedAt } = start;
  return digestOfRow([number, lane, host, device, engine, versions, gitSha, startedAt]);
};

export const endDigest = ({ endedAt, outcome, error }: AttemptEnd): number =>
  digestOfRow([endedAt, outcome, error]);

type StoredAttempt = AttemptStart & {
  readonly endedAt: string | null;
  readonly outcome: string | null;
  readonly error: string | null;
  readonly digest: number | null;
};

/** Numbers of the run's attempts that are damaged. */
export const damagedAttempts = (
  { statement }: Connection,
  runId: number,
  schema: Schema = 'main',
): number[] =>
  statement<[number], StoredAttempt>(
    `SELECT number, lane, host, device, engine, versions, git_sha AS gitSha, started_at AS startedAt,
       ended_at AS endedAt, outcome, error, digest
     FROM ${schema}.attempts WHERE run_id = ? ORDER BY number`,
  )
    .all(runId)
    .filter((attempt) => !isSound(attempt))
    .map(({ number }) => number);

function isSound({ endedAt, outcome, error, digest, ...start }: StoredAttempt): boolean {
  if (digest === null) return true; // An earlier version wrote this attempt.
  if (endedAt === null || outcome === null) return digest === startDigest(start);
  return digest === startDigest(start) + endDigest({ endedAt, outcome, error });
}
