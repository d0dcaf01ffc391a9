/** Begins an attempt at a run, with its lease. */
import { hostname } from 'node:os';
import { timestamp, type Connection } from '../connection/connection.ts';
import { startDigest } from '../digests/attemptDigest.ts';
import type { Claim } from './claim.ts';
import { insertLease } from './leases.ts';

/** Read only once, because asking the system takes as long as storing the answer. */
const host = hostname();

/** @returns the attempt's number */
export function startAttempt(connection: Connection, runId: number, claim: Claim): number {
  const { statement } = connection;
  const startedAt = timestamp();
  const { lane, device, engine, versions, gitSha, leaseMs, holder } = claim;
  const attempt = statement<unknown[], number>(
    `UPDATE runs SET status = 'running', engine = ?, device = ?, stop_reason = NULL, error = NULL,
       started_at = coalesce(started_at, ?), finished_at = NULL, attempts = attempts + 1
     WHERE id = ? RETURNING attempts`,
  )
    .pluck()
    .get(engine, device, startedAt, runId) as number;
  const json = JSON.stringify(versions);
  const digest = startDigest({
    number: attempt,
    lane,
    host,
    device,
    engine,
    versions: json,
    gitSha,
    startedAt,
  });
  statement(
    `INSERT INTO attempts (run_id, number, lane, host, device, engine, versions, git_sha, started_at, digest)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(runId, attempt, lane, host, device, engine, json, gitSha, startedAt, digest);
  insertLease(connection, runId, attempt, leaseMs, holder);
  return attempt;
}
