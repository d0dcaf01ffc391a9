/** Taking runs, keeping them, giving them back. */
import { hostname } from 'node:os';
import type { RunConfig } from '@ranksweep/core';
import { timestamp, type Connection } from './connection.ts';
import { deleteEventsBeyond } from './events.ts';
import { allLeases, endLease, isDead, leaseOf, requireLease } from './leases.ts';
import { insertParams } from './params.ts';
import { currentProcess } from './process.ts';
import type { EndStatus, RunStatus } from './types.ts';

export interface Claim {
  readonly lane: string;
  readonly device: string;
  readonly engine: string;
  /** Versions of what computes: ranksweep, Node, drivers. */
  readonly versions: Readonly<Record<string, string>>;
  readonly gitSha: string | null;
  /** How long the claim holds without `renewLease`, should its process hang. */
  readonly leaseMs: number;
  /** Run again from iteration 0: what the run has so far is deleted. Otherwise it goes on from its checkpoint, and loses what lies beyond. */
  readonly restart: boolean;
  /** Ended statuses it may be claimed from, besides `pending`. Default: `failed` and `cancelled`. */
  readonly from?: readonly EndStatus[];
  /** The configuration as asked for now, when its `stop` or `record` differ from the stored one. */
  readonly config?: RunConfig;
  /** Default: this host. */
  readonly host?: string;
  /** The process that holds the lease. Default: this one. */
  readonly pid?: number;
  /** Its start, as `currentProcess` tells; null or left out: unknown. */
  readonly processStartedAt?: number | null;
}

export interface ClaimWriter {
  /**
   * Makes a run `running` under a new attempt with a lease, if it is pending, of a status in `from`, or running
   * under a dead lease (expired, or its process has gone), whose attempt then ends as `lost`.
   * Of several processes that claim a run at once, one gets it.
   * @returns undefined, and changes nothing, if a living lease holds the run or its status is another
   * @throws Error if there is no such run
   */
  claimRun(runId: number, claim: Claim): { readonly attempt: number } | undefined;

  /**
   * Extends a lease to `leaseMs` from now. An expired lease that nobody took over comes to life again.
   * @throws LeaseLostError if the attempt does not hold it
   */
  renewLease(runId: number, attempt: number, leaseMs: number): void;

  /**
   * Gives a run back unfinished: it is `pending` again, its points and checkpoint stay, the attempt ends as
   * `interrupted`. `wallMs` is the attempt's.
   * @throws LeaseLostError if the attempt does not hold the lease
   */
  releaseRun(runId: number, attempt: number, wallMs: number): void;

  /**
   * Gives back every running run whose lease is dead, likewise; their attempts end as `lost`.
   * @returns the ids of these runs
   */
  releaseDeadRuns(): number[];

  /**
   * Makes runs that are pending or running `cancelled`, and leaves others alone. A running one loses its lease, so
   * that the next write of its attempt throws LeaseLostError.
   * @returns the ids of the runs cancelled
   */
  cancelRuns(runIds: readonly number[]): number[];
}

export const claimWriter = (connection: Connection): ClaimWriter => ({
  claimRun: (runId, claim) =>
    connection.transaction(() => {
      const run = connection
        .statement<[number], ClaimedRun>('SELECT status, attempts, config FROM runs WHERE id = ?')
        .get(runId);
      if (run === undefined) throw new Error(`no run ${runId}`);
      if (!isClaimable(connection, runId, run.status, claim.from ?? ['failed', 'cancelled']))
        return undefined;
      if (run.attempts > 0) {
        if (claim.restart) deleteResults(connection, runId);
        else deleteResultsBeyondCheckpoint(connection, runId);
      }
      if (claim.config !== undefined) updateConfig(connection, runId, run.config, claim.config);
      return { attempt: startAttempt(connection, runId, claim) };
    }),

  renewLease: (runId, attempt, leaseMs) =>
    connection.transaction(() => {
      requireLease(connection, runId, attempt);
      connection
        .statement('UPDATE leases SET expires_at = ? WHERE run_id = ?')
        .run(timestamp(leaseMs), runId);
    }),

  releaseRun: (runId, attempt, wallMs) =>
    connection.transaction(() => {
      requireLease(connection, runId, attempt);
      endLease(connection, runId, attempt, 'interrupted');
      connection
        .statement(`UPDATE runs SET status = 'pending', wall_ms = wall_ms + ? WHERE id = ?`)
        .run(wallMs, runId);
    }),

  releaseDeadRuns: () =>
    connection.transaction(() => {
      for (const lease of allLeases(connection)) {
        if (isDead(lease)) endLease(connection, lease.runId, lease.attempt, 'lost');
      }
      return connection
        .statement<[], number>(
          `UPDATE runs SET status = 'pending'
           WHERE status = 'running' AND id NOT IN (SELECT run_id FROM leases) RETURNING id`,
        )
        .pluck()
        .all();
    }),

  cancelRuns: (runIds) =>
    connection.transaction(() =>
      runIds.filter((runId) => {
        const { changes } = connection
          .statement(
            `UPDATE runs SET status = 'cancelled', finished_at = ?
             WHERE id = ? AND status IN ('pending', 'running')`,
          )
          .run(timestamp(), runId);
        const lease = leaseOf(connection, runId);
        if (lease !== undefined) endLease(connection, runId, lease.attempt, 'cancelled');
        return changes > 0;
      }),
    ),
});

interface ClaimedRun {
  readonly status: RunStatus;
  readonly attempts: number;
  /** As JSON. */
  readonly config: string;
}

function isClaimable(
  connection: Connection,
  runId: number,
  status: RunStatus,
  from: readonly EndStatus[],
): boolean {
  if (status === 'pending') return true;
  if (status !== 'running') return from.includes(status);
  const lease = leaseOf(connection, runId);
  if (lease === undefined) return true;
  if (!isDead(lease)) return false;
  endLease(connection, runId, lease.attempt, 'lost');
  return true;
}

function deleteResults({ statement }: Connection, runId: number): void {
  for (const table of ['points', 'finals', 'events', 'checkpoints']) {
    statement(`DELETE FROM ${table} WHERE run_id = ?`).run(runId);
  }
  statement('UPDATE runs SET iterations = 0, wall_ms = 0, started_at = NULL WHERE id = ?').run(runId);
}

/** A dead attempt may have come further than its checkpoint; under another stop rule the run need not come there again. */
function deleteResultsBeyondCheckpoint(connection: Connection, runId: number): void {
  const { statement } = connection;
  const reached =
    statement<[number], number>('SELECT iteration FROM checkpoints WHERE run_id = ?').pluck().get(runId) ??
    -1;
  statement('DELETE FROM points WHERE run_id = ? AND iteration > ?').run(runId, reached);
  deleteEventsBeyond(connection, runId, reached);
  statement('UPDATE runs SET iterations = ? WHERE id = ?').run(Math.max(reached, 0), runId);
}

function updateConfig(connection: Connection, runId: number, stored: string, config: RunConfig): void {
  const json = JSON.stringify(config);
  if (json === stored) return;
  const { statement } = connection;
  statement('UPDATE runs SET config = ? WHERE id = ?').run(json, runId);
  statement('DELETE FROM params WHERE run_id = ?').run(runId);
  insertParams(connection, runId, config);
}

function startAttempt({ statement }: Connection, runId: number, claim: Claim): number {
  const now = timestamp();
  const { lane, device, engine, versions, gitSha, leaseMs, host = hostname() } = claim;
  const attempt = statement<unknown[], number>(
    `UPDATE runs SET status = 'running', engine = ?, device = ?, stop_reason = NULL, error = NULL,
       started_at = coalesce(started_at, ?), finished_at = NULL, attempts = attempts + 1
     WHERE id = ? RETURNING attempts`,
  )
    .pluck()
    .get(engine, device, now, runId) as number;
  statement(
    `INSERT INTO attempts (run_id, number, lane, host, device, engine, versions, git_sha, started_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(runId, attempt, lane, host, device, engine, JSON.stringify(versions), gitSha, now);
  const self = currentProcess();
  const pid = claim.pid ?? self.pid;
  const startedAt = claim.processStartedAt ?? (pid === self.pid ? self.startedAt : null);
  statement(
    'INSERT INTO leases (run_id, attempt, pid, process_started_at, expires_at) VALUES (?, ?, ?, ?, ?)',
  ).run(runId, attempt, pid, startedAt, timestamp(leaseMs));
  return attempt;
}
