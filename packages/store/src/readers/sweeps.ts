/** Reading of sweeps. */
import type { Connection } from '../connection/connection.ts';
import { isDead, leasesOfSweep } from '../claims/leases.ts';
import { prunedRuns } from '../asked/trials.ts';
import { countsOf } from '../progress/counts.ts';
import { unaskedRuns } from '../progress/unasked.ts';
import { storedGroup } from '../stored/storedJson.ts';
import { skippedRuns } from '../asked/skips.ts';
import { tagsOf } from './tags.ts';
import type { RunCounts, RunStatus, StoredSpec, SweepRow, SweepStatus, SweepSummary } from '../types.ts';

export interface SweepReader {
  /** All sweeps, the oldest first. */
  sweeps(): SweepSummary[];
  sweep(sweepId: number): SweepSummary | undefined;
  /** The status that was written last: a sweep that its process has left may still be `running`. */
  writtenStatus(sweepId: number): SweepStatus | undefined;
  /** The arithmetics of a sweep's runs that have made an iteration, in alphabetical order. */
  arithmeticsOfSweep(sweepId: number): string[];
}

type SweepWithText = Omit<SweepRow, 'spec' | 'specDamage'> & { readonly spec: string };

const SWEEP_COLUMNS = `
  SELECT id, name, definition, preset, spec, spec_hash AS specHash, status, created_at AS createdAt,
    finished_at AS finishedAt
  FROM sweeps`;

export function sweepReader(connection: Connection): SweepReader {
  const { statement, database } = connection;
  const summary = ({ spec, ...row }: SweepWithText): SweepSummary => {
    const runs = askedCounts(connection, row.id, row.status);
    return {
      ...row,
      ...storedSpec(spec),
      status: currentStatus(connection, row, runs),
      runs,
      tags: tagsOf(connection, row.id),
    };
  };
  const one = (row: SweepWithText | undefined): SweepSummary | undefined => row && summary(row);
  return {
    // One transaction, so that all counts are of one moment.
    sweeps: database.transaction(() =>
      statement<[], SweepWithText>(`${SWEEP_COLUMNS} ORDER BY id`).all().map(summary),
    ),
    sweep: database.transaction((sweepId: number) =>
      one(statement<[number], SweepWithText>(`${SWEEP_COLUMNS} WHERE id = ?`).get(sweepId)),
    ),
    writtenStatus: (sweepId) =>
      statement<[number], SweepStatus>('SELECT status FROM sweeps WHERE id = ?').pluck().get(sweepId),
    arithmeticsOfSweep: (sweepId) =>
      statement<[number], string>(
        `SELECT DISTINCT arithmetic FROM sweep_runs JOIN runs ON id = run_id WHERE sweep_id = ? AND iterations > 0 ORDER BY 1`,
      )
        .pluck()
        .all(sweepId),
  };
}

function storedSpec(text: string): StoredSpec {
  const { group, found } = storedGroup(text);
  if (group !== undefined) return { spec: group };
  return { specDamage: `its specification is damaged: expected a group of keys, found ${found}` };
}

/** A process that was killed could not say so, and one that has ended the runs of an interrupted sweep for another may not have. */
function currentStatus(
  connection: Connection,
  { id, status }: Pick<SweepRow, 'id' | 'status'>,
  runs: RunCounts,
): SweepStatus {
  if (status === 'running' && !hasLivingLease(connection, id)) return 'interrupted';
  return status === 'interrupted' && runs.pending + runs.running + runs.unasked === 0
    ? statusOf(runs)
    : status;
}

/** What follows from the runs of a sweep. */
export function statusOf({ running, pending, unasked, cancelled, failed }: RunCounts): SweepStatus {
  if (running > 0) return 'running';
  if (pending + unasked > 0) return 'interrupted';
  if (cancelled > 0) return 'cancelled';
  return failed > 0 ? 'failed' : 'done';
}

const hasLivingLease = (connection: Connection, sweepId: number): boolean =>
  leasesOfSweep(connection, sweepId).some((lease) => !isDead(lease));

/** What the database says of the runs. */
function runCounts({ statement }: Connection, sweepId: number): RunCounts {
  const counts = countsOf([]);
  const rows = statement<[number], { status: RunStatus; count: number }>(
    `SELECT status, count(*) AS count FROM runs
     WHERE id IN (SELECT run_id FROM sweep_runs WHERE sweep_id = ?) GROUP BY status`,
  ).all(sweepId);
  for (const { status, count } of rows) counts[status] = count;
  return counts;
}

/** What they are for this sweep. @param status of the sweep; one that is done has none that is too short */
export function askedCounts(connection: Connection, id: number, status?: SweepStatus): RunCounts {
  const counts = runCounts(connection, id);
  const count = (where: string): number =>
    connection.statement<[object], number>(countComparedToLimit(where)).pluck().get({ sweepId: id })!;
  const short = status === 'done' ? 0 : count(SHORT);
  const divergedBeyond = counts.diverged === 0 ? 0 : count(DIVERGED_BEYOND);
  const skipped = counts.pending === 0 ? 0 : skippedRuns(connection, id).size;
  const pruned = counts.pending === 0 ? 0 : prunedPending(connection, id);
  return {
    ...counts,
    skipped,
    pruned,
    pending: counts.pending + short - skipped - pruned,
    done: counts.done - short + divergedBeyond,
    diverged: counts.diverged - divergedBeyond,
    // A search that has ended before may not have needed all of its trials.
    unasked: status === 'running' || status === 'interrupted' ? unaskedRuns(connection, id) : 0,
  };
}

function prunedPending(connection: Connection, sweepId: number): number {
  const pruned = prunedRuns(connection, sweepId);
  if (pruned.size === 0) return 0;
  return connection
    .statement<[number], number>(
      `SELECT DISTINCT run_id FROM sweep_runs JOIN runs ON id = run_id WHERE sweep_id = ? AND status = 'pending'`,
    )
    .pluck()
    .all(sweepId)
    .filter((runId) => pruned.has(runId)).length;
}

/** Done, for a sweep that asked for fewer iterations. */
const SHORT = `status = 'done' AND stop_reason = 'iteration-limit' AND iterations < most`;
/** Another sweep had them go on. */
const DIVERGED_BEYOND = `status = 'diverged' AND iterations > most`;

/** Counts distinct runs, by a condition in which `most` is what the sweep asks for. A damaged specification asks for nothing. */
const countComparedToLimit = (where: string): string => `
  WITH whole AS MATERIALIZED (
    SELECT CASE WHEN json_valid(spec) THEN spec ELSE '{}' END AS spec FROM sweeps WHERE id = @sweepId
  ), of_part AS MATERIALIZED (
    SELECT key AS part, CASE type WHEN 'object' THEN value ->> '$.base.stop.maxIterations' END AS iterations,
      CASE type WHEN 'object' THEN value ->> '$.base.stop.maxEpochs' END AS epochs
    FROM whole, json_each(whole.spec, '$.parts')
  ), of_cell AS MATERIALIZED (
    SELECT part, cell, max(value) FILTER (WHERE name = 'stop.maxIterations') AS iterations,
      max(value) FILTER (WHERE name = 'stop.maxEpochs') AS epochs
    FROM cells WHERE sweep_id = @sweepId AND name IN ('stop.maxIterations', 'stop.maxEpochs') GROUP BY part, cell
  ), given AS (
    SELECT run_id, coalesce(of_cell.epochs, of_part.epochs) AS epochs,
      coalesce(of_cell.iterations, of_part.iterations) AS iterations
    FROM sweep_runs
    LEFT JOIN of_part ON of_part.part = sweep_runs.part
    LEFT JOIN of_cell ON of_cell.part = sweep_runs.part AND of_cell.cell = sweep_runs.cell
    WHERE sweep_runs.sweep_id = @sweepId
  ), asked AS (
    SELECT runs.*, CASE WHEN epochs IS NULL THEN given.iterations ELSE epochs * iterations_per_epoch(config) END AS most
    FROM given JOIN runs ON runs.id = run_id
  )
  SELECT count(DISTINCT id) FROM asked WHERE ${where}`;
