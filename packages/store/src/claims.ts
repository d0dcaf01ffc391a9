/** Taking runs, keeping them, giving them back. */
import { hostname } from 'node:os';
import type { RunConfig } from '@ranksweep/core';
import { monotonicMs, type ProcessIdentity } from '@ranksweep/machine';
import { timestamp, type Connection } from './connection.ts';
import { startDigest } from './digests/attemptDigest.ts';
import { isSoundState, storedStates, type StoredState } from './digests/checkpointDigest.ts';
import { keepPoints } from './digests/keepPoints.ts';
import { isRecordSound, unsealRun } from './digests/runRecord.ts';
import { sealSweep } from './digests/sweepRecord.ts';
import { deleteEventsBeyond } from './events.ts';
import { allLeases, endLease, insertLease, isDead, leaseOf, requireLease, type LeaseEnd } from './leases.ts';
import { deleteLeftover, POINTS_PER_STEP } from './leftover.ts';
import { insertParams } from './params.ts';
import type { Checkpoint, EndStatus, RunStatus } from './types.ts';

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
  /** Ended statuses it may be claimed from, besides `pending`. Default: none. */
  readonly from?: readonly EndStatus[];
  /** The configuration as asked for now, when its `stop` or `record` differ from the stored one. */
  readonly config?: RunConfig;
  /** The process that holds the lease. Default: this one. */
  readonly holder?: ProcessIdentity;
}

export interface Claimed {
  readonly attempt: number;
  /** Where it goes on; undefined where it starts. */
  readonly checkpoint?: Checkpoint | undefined;
  /** What of the run was damaged, and what that costs it; undefined when nothing was. */
  readonly setback?: string | undefined;
  /** Whether points are still there that it does not go on with: `deleteLeftover` takes them away. */
  readonly hasLeftover?: true | undefined;
}

export interface ClaimWriter {
  /**
   * Makes a run `running` under a new attempt with a lease, if it is pending, of a status in `from`, or running
   * under a dead lease (run out, or its process has ended), whose attempt then ends as `lost`.
   * Of several processes that claim a run at once, one gets it. A run that goes on does so from its latest state that is
   * as it was written; without one it starts over. How long it takes depends on the size of the states and on what was recorded since
   * they were saved, and not on the length of the run: whether its points are as they were written is told by `recordedBlocks`.
   * @returns undefined, and changes nothing, if a living lease holds the run or its status is another
   * @throws Error if there is no such run
   */
  claimRun(runId: number, claim: Claim): Claimed | undefined;

  /**
   * Deletes some of the points that a claimed run does not go on with. It is to be called, each time in a transaction of its
   * own, until nothing is left, and before the attempt appends anything.
   * @returns whether something may be left
   * @throws LeaseLostError if the attempt does not hold the lease
   */
  deleteLeftover(runId: number, attempt: number): boolean;

  /**
   * Has a claimed run, whose points have turned out to be damaged, start over. The attempt goes on.
   * @returns whether points are left for `deleteLeftover`
   * @throws LeaseLostError if the attempt does not hold the lease
   */
  startOver(runId: number, attempt: number): boolean;

  /**
   * Extends a lease to `leaseMs` from now. An expired lease that nobody took over comes to life again.
   * @throws LeaseLostError if the attempt does not hold it
   */
  renewLease(runId: number, attempt: number, leaseMs: number): void;

  /**
   * Gives a run back unfinished: it is `pending` again, its points and checkpoint stay. The attempt ends as `interrupted`,
   * or, where there is an error that it ended by, as `failed`.
   * @throws LeaseLostError if the attempt does not hold the lease
   */
  releaseRun(runId: number, attempt: number, error?: string): void;

  /**
   * Gives back a run that whoever asked for it wants no more of for now: it is `pending` again, and goes on from its
   * checkpoint when it is claimed. The attempt ends as `paused`.
   * @throws LeaseLostError if the attempt does not hold the lease
   * @throws Error if no checkpoint of the run is kept
   */
  pauseRun(runId: number, attempt: number): void;

  /**
   * Gives back every running run whose lease is dead; their attempts end as `lost`. A sweep that nobody works on any
   * more becomes `interrupted`.
   * @returns the ids of these runs
   */
  releaseDeadRuns(): number[];

  /** Makes failed and cancelled runs `pending` again, and leaves others alone. */
  reopenRuns(runIds: readonly number[]): void;

  /**
   * Makes runs that are pending or running `cancelled`, and leaves others alone. A running one loses its lease, so
   * that the next write of its attempt throws LeaseLostError.
   * @returns the ids of the runs cancelled
   */
  cancelRuns(runIds: readonly number[]): number[];
}

/** Deleted with the claim, so that a short run needs no second transaction. A batch of many runs is claimed in one. */
const POINTS_PER_CLAIM = 1024;

export const claimWriter = (connection: Connection): ClaimWriter => ({
  claimRun: (runId, claim) =>
    connection.transaction(() => {
      const run = connection
        .statement<[number], ClaimedRun>('SELECT status, attempts, config FROM runs WHERE id = ?')
        .get(runId);
      if (run === undefined) throw new Error(`no run ${runId}`);
      if (!isClaimable(connection, runId, run.status, claim.from ?? [])) return undefined;
      let from: Omit<Claimed, 'attempt'> = {};
      if (run.attempts > 0) {
        if (claim.restart) deleteResults(connection, runId);
        else from = returnToCheckpoint(connection, runId);
        if (deleteLeftover(connection, runId, POINTS_PER_CLAIM)) from = { ...from, hasLeftover: true };
        unsealRun(connection, runId);
      } else connection.runDigests.set(runId, new Map());
      if (claim.config !== undefined) updateConfig(connection, runId, run.config, claim.config);
      return { attempt: startAttempt(connection, runId, claim), ...from };
    }),

  deleteLeftover: (runId, attempt) =>
    connection.transaction(() => {
      requireLease(connection, runId, attempt);
      return deleteLeftover(connection, runId, POINTS_PER_STEP);
    }),

  startOver: (runId, attempt) =>
    connection.transaction(() => {
      requireLease(connection, runId, attempt);
      deleteResults(connection, runId);
      connection
        .statement(
          `UPDATE runs SET started_at = (SELECT started_at FROM attempts WHERE run_id = runs.id AND number = ?)
           WHERE id = ?`,
        )
        .run(attempt, runId);
      return deleteLeftover(connection, runId, POINTS_PER_CLAIM);
    }),

  renewLease: (runId, attempt, leaseMs) =>
    connection.transaction(() => {
      requireLease(connection, runId, attempt);
      connection
        .statement('UPDATE leases SET renewed_ms = ?, lease_ms = ? WHERE run_id = ?')
        .run(monotonicMs(), leaseMs, runId);
    }),

  releaseRun: (runId, attempt, error) =>
    connection.transaction(() => {
      giveBack(connection, runId, attempt, {
        outcome: error === undefined ? 'interrupted' : 'failed',
        error,
      });
    }),

  pauseRun: (runId, attempt) =>
    connection.transaction(() => {
      giveBack(connection, runId, attempt, { outcome: 'paused' });
      if (connection.statement('SELECT 1 FROM checkpoints WHERE run_id = ?').get(runId) === undefined) {
        throw new Error(`expected a checkpoint of run ${runId} to go on from, found none`);
      }
    }),

  releaseDeadRuns: () =>
    connection.transaction(() => {
      for (const lease of allLeases(connection)) {
        if (isDead(lease)) endLease(connection, lease.runId, lease.attempt, { outcome: 'lost' });
      }
      const runIds = connection
        .statement<[], number>(
          `UPDATE runs SET status = 'pending'
           WHERE status = 'running' AND id NOT IN (SELECT run_id FROM leases) RETURNING id`,
        )
        .pluck()
        .all();
      for (const runId of runIds) interruptSweepsOf(connection, runId);
      return runIds;
    }),

  reopenRuns: (runIds) =>
    connection.transaction(() => {
      const reopen = connection.statement(
        `UPDATE runs SET status = 'pending', error = NULL, finished_at = NULL
         WHERE id = ? AND status IN ('failed', 'cancelled')`,
      );
      for (const runId of runIds) {
        if (reopen.run(runId).changes > 0) unsealRun(connection, runId);
      }
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
        if (lease !== undefined) endLease(connection, runId, lease.attempt, { outcome: 'cancelled' });
        return changes > 0;
      }),
    ),
});

function giveBack(connection: Connection, runId: number, attempt: number, end: LeaseEnd): void {
  endLease(connection, runId, attempt, end);
  connection.statement(`UPDATE runs SET status = 'pending' WHERE id = ?`).run(runId);
  connection.runDigests.set(runId, undefined);
}

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
  endLease(connection, runId, lease.attempt, { outcome: 'lost' });
  return true;
}

/** Sweeps of this run that are called running, none of whose runs is. */
function interruptSweepsOf(connection: Connection, runId: number): void {
  const interrupted = connection
    .statement<unknown[], number>(
      `UPDATE sweeps SET status = 'interrupted', finished_at = ?
     WHERE status = 'running' AND id IN (SELECT sweep_id FROM sweep_runs WHERE run_id = ?)
       AND NOT EXISTS (SELECT 1 FROM sweep_runs JOIN leases USING (run_id) WHERE sweep_id = sweeps.id)
     RETURNING id`,
    )
    .pluck()
    .all(timestamp(), runId);
  for (const sweepId of interrupted) sealSweep(connection, sweepId);
}

/** All of them count no more: the points are left for `deleteLeftover`. */
export function deleteResults({ statement, runDigests }: Connection, runId: number): void {
  runDigests.set(runId, new Map());
  for (const table of ['finals', 'events', 'checkpoints', 'run_digests']) {
    statement(`DELETE FROM ${table} WHERE run_id = ?`).run(runId);
  }
  statement('UPDATE runs SET iterations = 0, wall_ms = 0, started_at = NULL WHERE id = ?').run(runId);
}

/**
 * Leaves what a run that has not been interrupted would have at its checkpoint's iteration. A dead attempt may have come
 * further, and under another stop rule the run need not come there again.
 */
function returnToCheckpoint(connection: Connection, runId: number): Omit<Claimed, 'attempt'> {
  if (!isRecordSound(connection, runId)) {
    deleteResults(connection, runId);
    return { setback: 'what it has is damaged: it starts over' };
  }
  const states = storedStates(connection, runId);
  const checkpoint = states.find((state) => isSoundState(connection, runId, state));
  if (checkpoint !== undefined && keepResultsUpTo(connection, runId, checkpoint)) {
    if (checkpoint === states[0]) return { checkpoint };
    const { iteration } = states[0]!;
    const setback = `its state at iteration ${iteration} is damaged: it goes on from iteration ${checkpoint.iteration}`;
    return { checkpoint, setback };
  }
  deleteResults(connection, runId);
  if (states.length === 0) return {};
  return {
    setback: `${checkpoint === undefined ? 'its saved state is' : 'its points are'} damaged: it starts over`,
  };
}

/** @returns false, and nothing is deleted, when there are points that its digests do not have */
function keepResultsUpTo(
  connection: Connection,
  runId: number,
  { iteration, endOnly }: StoredState,
): boolean {
  const { statement } = connection;
  const isMeasuredAtStart = statement(
    'SELECT 1 FROM points WHERE run_id = ? AND metric_id = ? AND iteration = 0',
  );
  // All is measured at iteration 0 but for what is measured at the end alone.
  const lastKept = (metricId: number): number =>
    endOnly || isMeasuredAtStart.get(runId, metricId) === undefined ? iteration - 1 : iteration;
  if (!keepPoints(connection, runId, lastKept)) return false;
  deleteEventsBeyond(connection, runId, iteration);
  statement('DELETE FROM checkpoints WHERE run_id = ? AND iteration > ?').run(runId, iteration);
  statement('UPDATE runs SET iterations = ? WHERE id = ?').run(iteration, runId);
  return true;
}

function updateConfig(connection: Connection, runId: number, stored: string, config: RunConfig): void {
  const json = JSON.stringify(config);
  if (json === stored) return;
  const { statement } = connection;
  statement('UPDATE runs SET config = ? WHERE id = ?').run(json, runId);
  statement('DELETE FROM params WHERE run_id = ?').run(runId);
  insertParams(connection, runId, config);
}

/** Asked once: the system takes as long to tell it as the store to note it. */
const host = hostname();

function startAttempt(connection: Connection, runId: number, claim: Claim): number {
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
