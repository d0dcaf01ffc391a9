/** Finds damage in a database: rows that differ from what was written, as far as digests can tell. */
import { damagedEarlierFinals } from '../asked/earlierFinals.ts';
import type { Connection } from '../connection/connection.ts';
import { flattenConfig, type Leaf } from '../rows/params.ts';
import type { Schema } from '../rows/readPoints.ts';
import { damagedAttempts } from '../digests/attemptDigest.ts';
import { isRunTableSound } from '../rows/runTable.ts';
import { storedConfig } from '../stored/storedConfig.ts';
import { isSoundState, storedStates } from '../digests/checkpointDigest.ts';
import { damagedDescriptions } from '../digests/metricDigest.ts';
import { digestsOfRows, writtenDigest } from '../digests/pointDigests.ts';
import { isRecordSound, isSealed } from '../digests/runRecord.ts';
import { isSweepSound } from '../digests/sweepRecord.ts';

export interface DamageReader {
  /**
   * What is damaged in a run, in words such as `points of train_loss`; empty if nothing is. This reads every point of the run.
   */
  damageOfRun(runId: number): string[];
  /** Whether a sweep, its list of runs and its tags are undamaged. */
  isSweepSound(sweepId: number): boolean;
  /** Whether the view `run_table` is unchanged. */
  isRunTableSound(): boolean;
  /** Metrics whose name, unit or description is damaged. */
  damagedMetrics(): string[];
  /** Numbers of all runs, ascending. */
  runIds(): number[];
  /** Numbers of a sweep's runs, ascending. */
  runIdsOfSweep(sweepId: number): number[];
  /** Numbers of all sweeps, ascending. */
  sweepIds(): number[];
  /** Runs without digests, which an earlier version wrote. */
  runsWithoutDigests(): number;
}

export const damageReader = (connection: Connection): DamageReader => ({
  damageOfRun: connection.database.transaction((runId: number) => damageOfRun(connection, runId)),
  isSweepSound: connection.database.transaction((sweepId: number) => isSweepSound(connection, sweepId)),
  isRunTableSound: () => isRunTableSound(connection.database),
  damagedMetrics: () => damagedDescriptions(connection),
  runIds: () => connection.statement<[], number>('SELECT id FROM runs ORDER BY id').pluck().all(),
  runIdsOfSweep: (sweepId) =>
    connection
      .statement<[number], number>('SELECT DISTINCT run_id FROM sweep_runs WHERE sweep_id = ? ORDER BY 1')
      .pluck()
      .all(sweepId),
  sweepIds: () => connection.statement<[], number>('SELECT id FROM sweeps ORDER BY id').pluck().all(),
  runsWithoutDigests: () =>
    connection.statement<[], number>('SELECT count(*) FROM run_digests WHERE points IS NULL').pluck().get()!,
});

/** Call it in a transaction, so that everything is read at one moment. */
export function damageOfRun(connection: Connection, runId: number, schema: Schema = 'main'): string[] {
  if (writtenDigest(connection, runId, schema) === undefined) return [];
  const isWhole = isSealed(connection, runId, schema);
  const { damaged } = digestsOfRows(connection, runId, { schema, isWhole });
  const isRecordAsWritten = isRecordSound(connection, runId, schema);
  const states = storedStates(connection, runId, schema);
  return [
    ...damaged.map((metricId) => `points of ${nameOf(connection, metricId, schema)}`),
    ...(isRecordAsWritten ? [] : ['how it ended, its final values or events']),
    ...damagedEarlierFinals(connection, runId, schema).map(
      (iteration) => `final values that it had at iteration ${iteration}`,
    ),
    ...damagedAttempts(connection, runId, schema).map((number) => `attempt ${number}`),
    ...(isMissingDigests(connection, runId, schema) ? ['digests, which are missing'] : []),
    // A seal covers the configuration, which takes longer to parse than all the rest.
    ...((isWhole && isRecordAsWritten) || isConfigSound(connection, runId, schema) ? [] : ['configuration']),
    ...(areParamsSound(connection, runId, schema) ? [] : ['parameters']),
    ...states
      .filter((state) => !isSoundState(connection, runId, state, schema))
      .map(({ iteration }) => `state at iteration ${iteration}`),
  ];
}

const nameOf = ({ statement }: Connection, metricId: number, schema: Schema): string =>
  statement<[number], string>(`SELECT name FROM ${schema}.metrics WHERE id = ?`).pluck().get(metricId) ??
  `metric ${metricId}`;

/** A run that has ended has a row of digests and, unless it was cancelled, a seal. */
function isMissingDigests(connection: Connection, runId: number, schema: Schema): boolean {
  const status = connection
    .statement<[number], string>(`SELECT status FROM ${schema}.runs WHERE id = ?`)
    .pluck()
    .get(runId);
  const hasEnded = status === 'done' || status === 'diverged' || status === 'failed';
  return hasEnded && !isSealed(connection, runId, schema);
}

/** A run that has not ended has no digest of its whole record, but its trajectory hash can be checked. */
function isConfigSound({ statement }: Connection, runId: number, schema: Schema): boolean {
  const row = statement<[number], { config: string; hash: string }>(
    `SELECT config, trajectory_hash AS hash FROM ${schema}.runs WHERE id = ?`,
  ).get(runId);
  return row === undefined || storedConfig(row.config, row.hash).damage === undefined;
}

/** The parameters follow from the configuration. */
function areParamsSound({ statement }: Connection, runId: number, schema: Schema): boolean {
  const rows = statement<[number], [string, Leaf]>(
    `SELECT name, value FROM ${schema}.params WHERE run_id = ? ORDER BY name`,
  )
    .raw()
    .safeIntegers()
    .all(runId);
  const config = statement<[number], string>(`SELECT config FROM ${schema}.runs WHERE id = ?`)
    .pluck()
    .get(runId);
  const expected = leavesOf(config);
  return (
    expected !== undefined &&
    expected.size === rows.length &&
    rows.every(([name, value]) => expected.has(name) && Object.is(expected.get(name), value))
  );
}

function leavesOf(config: string | undefined): Map<string, Leaf> | undefined {
  try {
    return new Map(flattenConfig(JSON.parse(config!) as object));
  } catch {
    return undefined;
  }
}
