/** Claiming runs, keeping them, and giving them back. */
import type { RunConfig } from '@ranksweep/core';
import { monotonicMs } from '@ranksweep/machine';
import { changeArithmetic } from './arithmetic.ts';
import { timestamp, type Connection } from '../connection/connection.ts';
import { keepFinals } from '../asked/earlierFinals.ts';
import { unsealRun } from '../digests/runRecord.ts';
import { sealSweep } from '../digests/sweepRecord.ts';
import { allLeases, endLease, isDead, leaseOf, requireLease, type LeaseEnd } from './leases.ts';
import type { Claim, Claimed } from './claim.ts';
import { deleteLeftover, POINTS_PER_STEP } from './leftover.ts';
import { deleteResults, returnToCheckpoint } from './returnToCheckpoint.ts';
import { startAttempt } from './startAttempt.ts';
import { insertParams } from '../rows/params.ts';
import type { EndStatus, RunStatus } from '../types.ts';

export interface ClaimWriter {
  /**
   * Makes a run `running` under a new attempt with a lease. The run must be pending, have a status in `from`, or be running under
   * a dead lease, which has expired or whose process has ended. The attempt with the dead lease then ends as `lost`. If several
   * processes claim a run at once, one of them gets it.
   *
   * A resumed run starts from its latest undamaged state, or starts over if it has none. The time that this takes depends on the
   * size of the states and on what was recorded since they were saved, not on the length of the run. `recordedBlocks` tells
   * whether the run's points are undamaged.
   * @returns undefined if a live lease holds the run, its status is another one, or it is of another arithmetic
   * @throws Error if there is no such run
   */
  claimRun(runId: number, claim: Claim): Claimed | undefined;

  /**
   * Deletes some of the points that a claimed run does not resume from. Before the attempt appends anything, call it until
   * nothing is left, each time in its own transaction.
   * @returns whether something may be left
   * @throws LeaseLostError if the attempt does not hold the lease
   */
  deleteLeftover(runId: number, attempt: number): boolean;

  /**
   * Makes a claimed run start over because its points have turned out to be damaged. The attempt continues.
   * @returns whether points are left for `deleteLeftover`
   * @throws LeaseLostError if the attempt does not hold the lease
   */
  startOver(runId: number, attempt: number): boolean;

  /**
   * Extends a lease to `leaseMs` from now. This also revives an expired lease that nobody took over.
   * @throws LeaseLostError if the attempt does not hold it
   */
  renewLease(runId: number, attempt: number, leaseMs: number): void;

  /**
   * Gives a run back unfinished. It becomes `pending` again and keeps its points and checkpoint. The attempt ends as
   * `interrupted`, or as `failed` if an error is given.
   * @throws LeaseLostError if the attempt does not hold the lease
   */
  releaseRun(runId: number, attempt: number, error?: string): void;

  /**
   * Gives back a run because its source wants no more of it for now. It becomes `pending` again, and resumes from its checkpoint
   * when it is claimed. The attempt ends as `paused`.
   * @throws LeaseLostError if the attempt does not hold the lease
   * @throws Error if the run has no checkpoint
   */
  pauseRun(runId: number, attempt: number): void;

  /**
   * Gives back every running run whose lease is dead; their attempts end as `lost`. A sweep that nobody works on any more becomes
   * `interrupted`.
   * @returns the ids of these runs
   */
  releaseDeadRuns(): number[];

  /** Makes failed and cancelled runs `pending` again. Other runs are left alone. */
  reopenRuns(runIds: readonly number[]): void;

  /**
   * Makes pending and running runs `cancelled`. Other runs are left alone. A running run loses its lease, so the next write of
   * its attempt throws LeaseLostError.
   * @returns the ids of the cancelled runs
   */
  cancelRuns(runIds: readonly number[]): number[];
}

/**
 * This many points are deleted together with the claim, so that a short run needs no second transaction. A batch of many runs is
 * claimed in one transaction.
 */
const POINTS_PER_CLAIM = 1024;

export const claimWriter = (connection: Connection): ClaimWriter => ({
  claimRun: (runId, claim) =>
    connection.transaction(() => {
      const run = connection
        .statement<[number], ClaimedRun>('SELECT status, attempts, arithmetic, config FROM runs WHERE id = ?')
        .get(runId);
      if (run === undefined) throw new Error(`no run ${runId}`);
      if (!isClaimable(connection, runId, run.status, claim.from ?? [])) return undefined;
      const { as } = claim;
      const isOther = as !== undefined && as.arithmetic !== run.arithmetic;
      if (isOther && !changeArithmetic(connection, { runId, ...as })) return undefined;
      let from: Omit<Claimed, 'attempt'> = {};
      if (run.attempts > 0) {
        keepFinals(connection, runId);
        if (claim.restart) deleteResults(connection, runId);
        else from = returnToCheckpoint(connection, runId, run.config);
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
  readonly arithmetic: string;
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
  if (status !== 'running') return from.some((end) => end === status);
  const lease = leaseOf(connection, runId);
  if (lease === undefined) return true;
  if (!isDead(lease)) return false;
  endLease(connection, runId, lease.attempt, { outcome: 'lost' });
  return true;
}

/** Sweeps of this run that have the status running although none of their runs does. */
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

function updateConfig(connection: Connection, runId: number, stored: string, config: RunConfig): void {
  const json = JSON.stringify(config);
  if (json === stored) return;
  const { statement } = connection;
  statement('UPDATE runs SET config = ? WHERE id = ?').run(json, runId);
  statement('DELETE FROM params WHERE run_id = ?').run(runId);
  insertParams(connection, runId, config);
}
