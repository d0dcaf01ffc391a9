/**
 * Final values that a run had before another sweep had it go on. A run that goes on drops the snapshot that it has only because it
 * had ended, and what is measured only at the end; sweeps that asked for no more go on showing these values.
 */
import type { Connection } from '../connection/connection.ts';
import { identityOf, type RunIdentity } from '../digests/checkpointDigest.ts';
import { digestOfRow } from '../checksums/rowDigest.ts';
import { isRecordSound } from '../digests/runRecord.ts';
import type { Schema } from '../rows/readPoints.ts';

export interface FinalRow {
  readonly iteration: number;
  readonly metric: string;
  readonly value: number | null;
}

interface StoredRow extends FinalRow {
  readonly digest: number;
}

/**
 * Call it in a transaction, as all below. Keeps the final values of a run that is about to go on, or to start again, if the run had ended at its limit. Values of metrics
 * that were not measured there are left out.
 */
export function keepFinals(connection: Connection, runId: number): void {
  addEarlierFinals(connection, runId, limitFinals(connection, runId));
}

/**
 * Adds what the other database has of a run, once the longer version of it is here.
 * @param ends the final values that the shorter version had at its limit
 */
export function mergeEarlierFinals(
  connection: Connection,
  { here, there, ends }: { here: number; there: number; ends: readonly FinalRow[] },
): void {
  const theirs = storedRows(connection, there, 'other');
  if (theirs.length + ends.length === 0) return;
  const iterations = connection
    .statement<[number], number>('SELECT iterations FROM main.runs WHERE id = ?')
    .pluck()
    .get(here)!;
  addEarlierFinals(connection, here, [
    ...theirs.filter(isSoundFor(connection, there, 'other')),
    ...ends.filter(({ iteration }) => iteration < iterations),
  ]);
}

/** The final values of the run by metric, if it had ended at this iteration before; NaN where one was NaN. */
export const earlierFinals = (
  connection: Connection,
  runId: number,
  iteration: number,
): Map<string, number> =>
  new Map(
    connection
      .statement<[number, number], [metric: string, value: number | null]>(
        `SELECT name, value FROM earlier_finals JOIN metrics ON metrics.id = metric_id WHERE run_id = ? AND iteration = ?
         ORDER BY metric_id`,
      )
      .raw()
      .all(runId, iteration)
      .map(([metric, value]) => [metric, value ?? NaN]),
  );

/** The iterations of those that are damaged. */
export const damagedEarlierFinals = (connection: Connection, runId: number, schema: Schema): number[] => {
  const isSound = isSoundFor(connection, runId, schema);
  const damaged = storedRows(connection, runId, schema).filter((row) => !isSound(row));
  return [...new Set(damaged.map(({ iteration }) => iteration))];
};

export function deleteDamagedEarlierFinals(connection: Connection, runId: number): void {
  for (const iteration of damagedEarlierFinals(connection, runId, 'main')) {
    connection
      .statement('DELETE FROM earlier_finals WHERE run_id = ? AND iteration = ?')
      .run(runId, iteration);
  }
}

/** None if the run has not ended at its limit, or if its record is damaged. */
export function limitFinals(connection: Connection, runId: number, schema: Schema = 'main'): FinalRow[] {
  const rows = connection
    .statement<[number], FinalRow>(
      `SELECT iterations AS iteration, name AS metric, finals.value
       FROM ${schema}.runs AS runs JOIN ${schema}.finals AS finals ON finals.run_id = runs.id
       JOIN ${schema}.points AS points ON points.run_id = runs.id AND points.metric_id = finals.metric_id AND iteration = iterations
       JOIN ${schema}.metrics AS metrics ON metrics.id = finals.metric_id
       WHERE runs.id = ? AND status = 'done' AND stop_reason = 'iteration-limit'`,
    )
    .all(runId);
  return rows.length > 0 && isRecordSound(connection, runId, schema) ? rows : [];
}

function addEarlierFinals(connection: Connection, runId: number, rows: readonly FinalRow[]): void {
  if (rows.length === 0) return;
  const identity = identityOf(connection, runId);
  const insert = connection.statement(
    `INSERT OR IGNORE INTO earlier_finals (run_id, iteration, metric_id, value, digest)
     SELECT ?, ?, id, ?, ? FROM main.metrics WHERE name = ?`,
  );
  for (const row of rows) {
    insert.run(runId, row.iteration, row.value, digestOf(identity, row), row.metric);
  }
}

const storedRows = ({ statement }: Connection, runId: number, schema: Schema): StoredRow[] =>
  statement<[number], StoredRow>(
    `SELECT iteration, name AS metric, value, earlier_finals.digest
     FROM ${schema}.earlier_finals JOIN ${schema}.metrics AS metrics ON metrics.id = metric_id
     WHERE run_id = ? ORDER BY iteration, metric_id`,
  ).all(runId);

const isSoundFor = (connection: Connection, runId: number, schema: Schema): ((row: StoredRow) => boolean) => {
  const identity = identityOf(connection, runId, schema);
  return (row) => row.digest === digestOf(identity, row);
};

const digestOf = (
  { trajectoryHash, arithmetic }: RunIdentity,
  { iteration, metric, value }: FinalRow,
): number => digestOfRow([trajectoryHash, arithmetic, iteration, metric, value]);
