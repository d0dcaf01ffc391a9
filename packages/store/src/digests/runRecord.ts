/** The digest of what is told of a run that has ended, points apart: how it ended, its attempts, final values and events. */
import { hash } from 'node:crypto';
import type { Connection } from '../connection.ts';
import type { Schema } from '../readers/readPoints.ts';

type Row = readonly unknown[];

/** A run's rows in the order in which they are hashed. */
export interface RunRecord {
  /** The columns `runRecordColumns`. */
  readonly run: Row;
  /** The columns `attemptRecordColumns`, the first attempt first. */
  readonly attempts: readonly Row[];
  /** Name and value of each metric, in any order. */
  readonly finals: readonly (readonly [name: string, value: number | null])[];
  /** Iteration, kind, subject and value, by iteration and then in the order in which they were found. */
  readonly events: readonly Row[];
}

export const runRecordColumns = `config, trajectory_hash, arithmetic, seed, status, engine, device, iterations, stop_reason,
  error, started_at, finished_at, wall_ms, attempts`;
const attemptRecordColumns =
  'number, lane, host, device, engine, versions, git_sha, started_at, ended_at, outcome, error';

const rowsOf = ({ statement }: Connection, sql: string, runId: number): Row[] =>
  statement<[number], unknown[]>(sql).raw().all(runId);

export const attemptRows = (connection: Connection, runId: number, schema: Schema = 'main'): Row[] =>
  rowsOf(
    connection,
    `SELECT ${attemptRecordColumns} FROM ${schema}.attempts WHERE run_id = ? ORDER BY number`,
    runId,
  );

export const finalRows = (
  connection: Connection,
  runId: number,
  schema: Schema = 'main',
): RunRecord['finals'] =>
  rowsOf(
    connection,
    `SELECT name, value FROM ${schema}.finals AS finals JOIN ${schema}.metrics AS metrics ON metrics.id = metric_id
     WHERE run_id = ?`,
    runId,
  ) as [string, number | null][];

export const eventRows = (connection: Connection, runId: number, schema: Schema = 'main'): Row[] =>
  rowsOf(
    connection,
    `SELECT iteration, kind, subject, value FROM ${schema}.events AS events WHERE run_id = ?
     ORDER BY iteration, events.rowid`,
    runId,
  );

const storedRecord = (connection: Connection, runId: number, schema: Schema): RunRecord => ({
  run: rowsOf(connection, `SELECT ${runRecordColumns} FROM ${schema}.runs WHERE id = ?`, runId)[0] ?? [],
  attempts: attemptRows(connection, runId, schema),
  finals: finalRows(connection, runId, schema),
  events: eventRows(connection, runId, schema),
});

/** JSON has no infinities; SQLite has no NaN. */
const asJson = (value: unknown): unknown => {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  return Number.isNaN(value) ? null : String(value);
};

export function recordDigest({ run, attempts, finals, events }: RunRecord): Buffer {
  const byName = finals.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const tables = [[run], attempts, byName, events].map((rows) => rows.map((row) => row.map(asJson)));
  return hash('sha256', JSON.stringify(tables), 'buffer');
}

/** Seals a run by its rows as they are. */
export function sealRun(connection: Connection, runId: number): void {
  connection
    .statement('UPDATE run_digests SET record = ? WHERE run_id = ?')
    .run(recordDigest(storedRecord(connection, runId, 'main')), runId);
}

/** Belongs before the first write to a run that has ended. */
export function unsealRun({ statement }: Connection, runId: number): void {
  statement('UPDATE run_digests SET record = NULL WHERE run_id = ?').run(runId);
}

/** Null for one that has not ended, or has by an earlier version; undefined where the row is missing. */
export const sealOf = (
  { statement }: Connection,
  runId: number,
  schema: Schema = 'main',
): Buffer | null | undefined =>
  statement<[number], Buffer | null>(`SELECT record FROM ${schema}.run_digests WHERE run_id = ?`)
    .pluck()
    .get(runId);

export function isRecordSound(connection: Connection, runId: number, schema: Schema = 'main'): boolean {
  const seal = sealOf(connection, runId, schema) ?? null;
  return seal === null || seal.equals(recordDigest(storedRecord(connection, runId, schema)));
}
