/** Claiming runs, keeping them, and giving them back. */
import { hostname } from 'node:os';
import type { RunConfig } from '@ranksweep/core';
import { hasOpenMetrics } from '@ranksweep/kinds';
import { monotonicMs, type ProcessIdentity } from '@ranksweep/machine';
import { changeArithmetic } from './arithmetic.ts';
import { timestamp, type Connection } from './connection.ts';
import { startDigest } from './digests/attemptDigest.ts';
import { isSoundState, storedStates, type StoredState } from './digests/checkpointDigest.ts';
import { keepFinals } from './asked/earlierFinals.ts';
import { keepPoints } from './digests/keepPoints.ts';
import { isRecordSound, unsealRun } from './digests/runRecord.ts';
import { sealSweep } from './digests/sweepRecord.ts';
import { deleteEventsBeyond } from './events.ts';
import { allLeases, endLease, insertLease, isDead, leaseOf, requireLease, type LeaseEnd } from './leases.ts';
import { deleteLeftover, POINTS_PER_STEP } from './leftover.ts';
import { insertParams } from './params.ts';
import { storedGroup } from './storedJson.ts';
import type { Checkpoint, EndStatus, RunStatus } from './types.ts';

export interface Claim {
  readonly lane: string;
  readonly device: string;
  readonly engine: string;
  /** Versions of the software that computes: ranksweep, Node, drivers. */
  readonly versions: Readonly<Record<string, string>>;
  readonly gitSha: string | null;
  /** How long the claim stays valid without `renewLease`, in case its process hangs. */
  readonly leaseMs: number;
  /**
   * If true, the run starts at iteration 0 and its earlier results are deleted. Otherwise it resumes from its checkpoint, and
   * what lies beyond that is deleted.
   */
  readonly restart: boolean;
  /** Statuses of ended runs, besides `pending`, from which the run may be claimed. Default: none. */
  readonly from?: readonly EndStatus[];
  /** The configuration that is asked for now, if its `stop` or `record` differ from the stored one. */
  readonly config?: RunConfig;
  /**
   * The arithmetic of the lane, and the sweep that it works for. A run of another arithmetic takes this one, if it may: see
   * `changeArithmetic`. Otherwise it cannot be claimed. Default: the run's own.
   */
  readonly as?: { readonly arithmetic: string; readonly sweepId: number } | undefined;
  /** The process that holds the lease. Default: this one. */
  readonly holder?: ProcessIdentity;
}

export interface Claimed {
  readonly attempt: number;
  /** The checkpoint to resume from; undefined if the run starts. */
  readonly checkpoint?: Checkpoint | undefined;
  /** What is damaged in the run, and what that costs it; undefined if nothing is. */
  readonly setback?: string | undefined;
  /** Whether the run still has points that it does not resume from. `deleteLeftover` deletes them. */
  readonly hasLeftover?: true | undefined;
}

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

/** Makes all points of the run invalid. They are left for `deleteLeftover`. */
export function deleteResults({ statement, runDigests }: Connection, runId: number): void {
  runDigests.set(runId, new Map());
  for (const table of ['finals', 'events', 'checkpoints', 'run_digests']) {
    statement(`DELETE FROM ${table} WHERE run_id = ?`).run(runId);
  }
  statement('UPDATE runs SET iterations = 0, wall_ms = 0, started_at = NULL WHERE id = ?').run(runId);
}

/**
 * Leaves what an uninterrupted run would have at the checkpoint's iteration. A dead attempt may have gone further, and under
 * another stop rule the run may never get there again.
 */
function returnToCheckpoint(connection: Connection, runId: number, config: string): Omit<Claimed, 'attempt'> {
  if (!isRecordSound(connection, runId)) {
    deleteResults(connection, runId);
    return { setback: 'what it has is damaged: it starts over' };
  }
  const states = storedStates(connection, runId);
  const checkpoint = states.find((state) => isSoundState(connection, runId, state));
  if (checkpoint !== undefined && keepResultsUpTo(connection, runId, checkpoint, config)) {
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

/** @returns false, with nothing deleted, if there are points that the digests do not cover */
function keepResultsUpTo(
  connection: Connection,
  runId: number,
  { iteration, endOnly }: StoredState,
  config: string,
): boolean {
  const { statement } = connection;
  const isMeasuredAtStart = statement(
    'SELECT 1 FROM points WHERE run_id = ? AND metric_id = ? AND iteration = 0',
  );
  const isOpen = namesItsMetrics(config);
  // Everything is measured at iteration 0, except for metrics that are measured only at the end, or when a program likes.
  const lastKept = (metricId: number): number =>
    endOnly || (!isOpen && isMeasuredAtStart.get(runId, metricId) === undefined) ? iteration - 1 : iteration;
  if (!keepPoints(connection, runId, lastKept)) return false;
  deleteEventsBeyond(connection, runId, iteration);
  statement('DELETE FROM checkpoints WHERE run_id = ? AND iteration > ?').run(runId, iteration);
  statement('UPDATE runs SET iterations = ? WHERE id = ?').run(iteration, runId);
  return true;
}

/** Whether the run itself names the metrics that it records. */
function namesItsMetrics(config: string): boolean {
  try {
    return hasOpenMetrics(storedGroup(config).group as RunConfig);
  } catch {
    return false; // The configuration is damaged, so the run starts over in any case.
  }
}

function updateConfig(connection: Connection, runId: number, stored: string, config: RunConfig): void {
  const json = JSON.stringify(config);
  if (json === stored) return;
  const { statement } = connection;
  statement('UPDATE runs SET config = ? WHERE id = ?').run(json, runId);
  statement('DELETE FROM params WHERE run_id = ?').run(runId);
  insertParams(connection, runId, config);
}

/** Read only once, because asking the system takes as long as storing the answer. */
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
