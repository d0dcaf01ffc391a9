/** Reading of sweeps. */
import type { Connection } from '../connection.ts';
import { isDead, leasesOfSweep } from '../leases.ts';
import { storedGroup } from '../storedJson.ts';
import { tagsOf } from '../tags.ts';
import { runStatuses, type RunStatus, type StoredSpec, type SweepRow, type SweepSummary } from '../types.ts';

export interface SweepReader {
  /** All sweeps, the oldest first. */
  sweeps(): SweepSummary[];
  sweep(sweepId: number): SweepSummary | undefined;
}

type SweepWithText = Omit<SweepRow, 'spec' | 'specDamage'> & { readonly spec: string };

const SWEEP_COLUMNS = `
  SELECT id, name, definition, preset, spec, spec_hash AS specHash, status, created_at AS createdAt,
    finished_at AS finishedAt
  FROM sweeps`;

export function sweepReader(connection: Connection): SweepReader {
  const { statement, database } = connection;
  const summary = ({ spec, ...row }: SweepWithText): SweepSummary => ({
    ...row,
    ...storedSpec(spec),
    status: row.status === 'running' && !hasLivingLease(connection, row.id) ? 'interrupted' : row.status,
    runs: runCounts(connection, row.id),
    tags: tagsOf(connection, row.id),
  });
  const one = (row: SweepWithText | undefined): SweepSummary | undefined => row && summary(row);
  return {
    // One transaction, so that all counts are of one moment.
    sweeps: database.transaction(() =>
      statement<[], SweepWithText>(`${SWEEP_COLUMNS} ORDER BY id`).all().map(summary),
    ),
    sweep: database.transaction((sweepId: number) =>
      one(statement<[number], SweepWithText>(`${SWEEP_COLUMNS} WHERE id = ?`).get(sweepId)),
    ),
  };
}

function storedSpec(text: string): StoredSpec {
  const { group, found } = storedGroup(text);
  if (group !== undefined) return { spec: group };
  return { specDamage: `its specification is damaged: expected a group of keys, found ${found}` };
}

/** A process that was killed could not say so. */
const hasLivingLease = (connection: Connection, sweepId: number): boolean =>
  leasesOfSweep(connection, sweepId).some((lease) => !isDead(lease));

export function runCounts({ statement }: Connection, sweepId: number): Record<RunStatus, number> {
  const counts = Object.fromEntries(runStatuses.map((status) => [status, 0])) as Record<RunStatus, number>;
  const rows = statement<[number], { status: RunStatus; count: number }>(
    `SELECT status, count(*) AS count FROM runs
     WHERE id IN (SELECT run_id FROM sweep_runs WHERE sweep_id = ?) GROUP BY status`,
  ).all(sweepId);
  for (const { status, count } of rows) counts[status] = count;
  return counts;
}
