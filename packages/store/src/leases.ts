/** Leases: while one exists, its attempt alone writes the run. */
import { hostname } from 'node:os';
import { timestamp, type Connection } from './connection.ts';
import { isAlive } from './process.ts';
import type { AttemptOutcome } from './types.ts';

/** The attempt does not hold its run's lease: the run was taken over, given back, cancelled or has ended. */
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

export interface Lease {
  readonly runId: number;
  readonly attempt: number;
  readonly pid: number;
  readonly startedAt: number | null;
  readonly expiresAt: string;
  readonly host: string;
}

const leaseColumns = `
  SELECT leases.run_id AS runId, attempt, pid, process_started_at AS startedAt, expires_at AS expiresAt, attempts.host
  FROM leases JOIN attempts ON attempts.run_id = leases.run_id AND attempts.number = leases.attempt`;

export const leaseOf = ({ statement }: Connection, runId: number): Lease | undefined =>
  statement<[number], Lease>(`${leaseColumns} WHERE leases.run_id = ?`).get(runId);

export const allLeases = ({ statement }: Connection): Lease[] => statement<[], Lease>(leaseColumns).all();

/** Whether the lease has expired or its process has gone. Of another host's process only the expiry is known. */
export function isDead(lease: Lease): boolean {
  return lease.expiresAt <= timestamp() || (lease.host === hostname() && !isAlive(lease));
}

/** @throws LeaseLostError unless the attempt holds the run's lease (expired or not, as long as nobody took it) */
export function requireLease({ statement }: Connection, runId: number, attempt: number): void {
  const held = statement('SELECT 1 FROM leases WHERE run_id = ? AND attempt = ?').get(runId, attempt);
  if (held === undefined) throw new LeaseLostError(runId, attempt);
}

/** Removes the lease and closes its attempt. */
export function endLease(
  { statement }: Connection,
  runId: number,
  attempt: number,
  outcome: AttemptOutcome,
): void {
  statement('DELETE FROM leases WHERE run_id = ?').run(runId);
  statement('UPDATE attempts SET ended_at = ?, outcome = ? WHERE run_id = ? AND number = ?').run(
    timestamp(),
    outcome,
    runId,
    attempt,
  );
}
