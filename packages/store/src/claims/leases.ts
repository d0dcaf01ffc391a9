/** Leases. While a run has a lease, only the lease's attempt may write the run. */
import { timestamp, type Connection } from '../connection/connection.ts';
import { endDigest } from '../digests/attemptDigest.ts';
import { currentProcess, hasEnded, monotonicMs, type ProcessIdentity } from '@ranksweep/machine';
import type { AttemptOutcome } from '../types.ts';

/** The attempt no longer holds its run's lease: the run was taken over, given back or cancelled, or has ended. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
  readonly runId: number;
  readonly attempt: number;
  constructor(runId: number, attempt: number) {
    super(`attempt ${attempt} does not hold the lease of run ${runId}: stop it, its results are not wanted`);
    this.runId = runId;
    this.attempt = attempt;
  }
}

/** What the database knows about the holder of a lease. */
export interface Lease extends ProcessIdentity {
  readonly runId: number;
  readonly attempt: number;
  /** Measured by the clock of `monotonicMs`. */
  readonly renewedMs: number;
  readonly leaseMs: number;
}

const LEASE_COLUMNS = `
  SELECT run_id AS runId, attempt, pid, process_started_at AS startedAt, pid_namespace AS pidNamespace,
    boot_id AS bootId, renewed_ms AS renewedMs, lease_ms AS leaseMs
  FROM leases`;

export const leaseOf = ({ statement }: Connection, runId: number): Lease | undefined =>
  statement<[number], Lease>(`${LEASE_COLUMNS} WHERE run_id = ?`).get(runId);

export const leasesOfSweep = ({ statement }: Connection, sweepId: number): Lease[] =>
  statement<[number], Lease>(
    `${LEASE_COLUMNS} WHERE EXISTS (SELECT 1 FROM sweep_runs WHERE run_id = leases.run_id AND sweep_id = ?)`,
  ).all(sweepId);

export const allLeases = ({ statement }: Connection): Lease[] => statement<[], Lease>(LEASE_COLUMNS).all();

/** Whether the lease has expired or its process has ended. A renewal in the future comes from a clock before a restart. */
export function isDead(lease: Lease): boolean {
  const ageMs = monotonicMs() - lease.renewedMs;
  return ageMs < 0 || ageMs >= lease.leaseMs || hasEnded(lease);
}

/** Gives the attempt a lease on a run that has none. */
export function insertLease(
  { statement }: Connection,
  runId: number,
  attempt: number,
  leaseMs: number,
  holder: ProcessIdentity = currentProcess(),
): void {
  const { pid, startedAt, pidNamespace, bootId } = holder;
  statement(
    `INSERT INTO leases (run_id, attempt, pid, process_started_at, pid_namespace, boot_id, renewed_ms, lease_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(runId, attempt, pid, startedAt, pidNamespace, bootId, monotonicMs(), leaseMs);
}

/** @throws LeaseLostError unless the attempt holds the run's lease; an expired lease counts as long as nobody took it over */
export function requireLease({ statement }: Connection, runId: number, attempt: number): void {
  const held = statement('SELECT 1 FROM leases WHERE run_id = ? AND attempt = ?').get(runId, attempt);
  if (held === undefined) throw new LeaseLostError(runId, attempt);
}

export interface LeaseEnd {
  readonly outcome: AttemptOutcome;
  /** Why the attempt failed. Default: it did not fail. */
  readonly error?: string | null | undefined;
  /** Default: now. */
  readonly endedAt?: string;
}

/**
 * Removes the lease and closes its attempt.
 * @throws LeaseLostError unless the attempt holds the run's lease
 */
export function endLease(
  { statement }: Connection,
  runId: number,
  attempt: number,
  { outcome, error = null, endedAt = timestamp() }: LeaseEnd,
): void {
  const { changes } = statement('DELETE FROM leases WHERE run_id = ? AND attempt = ?').run(runId, attempt);
  if (changes === 0) throw new LeaseLostError(runId, attempt);
  statement(
    `UPDATE attempts SET ended_at = ?, outcome = ?, error = ?, digest = digest + ? WHERE run_id = ? AND number = ?`,
  ).run(endedAt, outcome, error, endDigest({ endedAt, outcome, error }), runId, attempt);
}
