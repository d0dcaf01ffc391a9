/** The digest of an ended run's record without its points: how it ended, its final values and its events. */
import type { Connection } from '../connection/connection.ts';
import type { Schema } from '../rows/readPoints.ts';
import type { RunIdentity } from './checkpointDigest.ts';
import { digestOfRows, type Row } from '../checksums/rowDigest.ts';

/** A run's rows in the order in which they are hashed. */
export interface RunRecord {
  /** The columns `RUN_RECORD_COLUMNS`. */
  readonly run: Row;
  /** Name and value of each metric, in any order. */
  readonly finals: readonly (readonly [name: string, value: number | null])[];
  /** Iteration, kind, subject and value, by iteration and then in the order of detection. */
  readonly events: readonly Row[];
}

export const RUN_RECORD_COLUMNS = `config, trajectory_hash, arithmetic, seed, status, engine, device, iterations, stop_reason,
  error, started_at, finished_at, wall_ms, attempts`;
/** @param row the columns `RUN_RECORD_COLUMNS` */
export const identityIn = ([, trajectoryHash, arithmetic]: Row): RunIdentity => ({
  trajectoryHash: trajectoryHash as string,
  arithmetic: arithmetic as string,
});

const rowsOf = ({ statement }: Connection, sql: string, runId: number): Row[] =>
  statement<[number], unknown[]>(sql).raw().all(runId);

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
  run: rowsOf(connection, `SELECT ${RUN_RECORD_COLUMNS} FROM ${schema}.runs WHERE id = ?`, runId)[0] ?? [],
  finals: finalRows(connection, runId, schema),
  events: eventRows(connection, runId, schema),
});

export const recordDigest = ({ run, finals, events }: RunRecord): number =>
  digestOfRows(
    [run],
    finals.toSorted(([a], [b]) => (a < b ? -1 : 1)),
    events,
  );

/** Seals a run with a digest of its current rows. */
export function sealRun(connection: Connection, runId: number): void {
  connection
    .statement('UPDATE run_digests SET record = ? WHERE run_id = ?')
    .run(recordDigest(storedRecord(connection, runId, 'main')), runId);
}

/** Call it before the first write to a run that has ended. */
export function unsealRun({ statement }: Connection, runId: number): void {
  statement('UPDATE run_digests SET record = NULL WHERE run_id = ?').run(runId);
}

const sealOf = ({ statement }: Connection, runId: number, schema: Schema): number | null =>
  statement<[number], number | null>(`SELECT record FROM ${schema}.run_digests WHERE run_id = ?`)
    .pluck()
    .get(runId) ?? null;

/** A run that has not ended, or that ended under an earlier version, has no record. */
export const isSealed = (connection: Connection, runId: number, schema: Schema = 'main'): boolean =>
  sealOf(connection, runId, schema) !== null;

export function isRecordSound(connection: Connection, runId: number, schema: Schema = 'main'): boolean {
  const seal = sealOf(connection, runId, schema);
  return seal === null || seal === recordDigest(storedRecord(connection, runId, schema));
}
