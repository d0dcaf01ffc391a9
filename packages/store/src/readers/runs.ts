/** Reading of runs and what belongs to one. */
import type { RunConfig, TrajectoryEvent } from '@ranksweep/core';
import { eventsUpTo, finalsUpTo } from './runUpTo.ts';
import type { Connection } from '../connection/connection.ts';
import { isSoundState, storedStates } from '../digests/checkpointDigest.ts';
import { DamagedRunError } from '../digests/damagedRun.ts';
import { isDead, leaseOf } from '../claims/leases.ts';
import { storedConfig, withConfig, type StoredConfig } from '../stored/storedConfig.ts';
import { storedGroup } from '../stored/storedJson.ts';
import type { AttemptRow, Checkpoint, RunRecord, RunRow, SweepRunRow } from '../types.ts';

/** Which of a sweep's runs; all that is left out. */
export interface RunChoice {
  /** Only runs of these numbers. */
  readonly runIds?: readonly number[] | undefined;
  /** So many of them, the first ones. */
  readonly limit?: number | undefined;
}

export interface RunReader {
  /** @param asked what its configuration is likely to be: one whose text is the same is known to be sound */
  run(runId: number, asked?: RunConfig): RunRow | undefined;
  /** Whether a run of this trajectory hash and arithmetic is there, of any status. */
  hasRun(trajectoryHash: string, arithmetic: string): boolean;
  /** The numbers of those of a sweep's runs that have one of these trajectory hashes, by that. Of several of one, the latest. */
  runNumbers(sweepId: number, trajectoryHashes: readonly string[]): Map<string, number>;
  /** A sweep's runs by part, cell and seed; one that appears in several cells comes once for each. */
  runsOfSweep(sweepId: number, choice?: RunChoice): SweepRunRow[];
  /**
   * A run's events by iteration.
   * @param upTo as `AskedRun.upTo`: the events are those of a run that has ended there. Default: all of the run
   */
  events(runId: number, upTo?: number): TrajectoryEvent[];
  /**
   * Last value of each metric, by name, in the order the metrics were first recorded. NaN where it was NaN.
   * @param upTo as `AskedRun.upTo`: the values are those of the last snapshot up to there. Default: all of the run
   */
  finals(runId: number, upTo?: number): Map<string, number>;
  /** A run's attempts, the first first. */
  attempts(runId: number): AttemptRow[];
  /** Those of the runs that a living lease holds. */
  heldRuns(runIds: readonly number[]): number[];
  /**
   * The run's state as saved last, if one is kept.
   * @throws DamagedRunError when it is not what was written
   */
  loadCheckpoint(runId: number): Checkpoint | undefined;
}

/** A configuration as text. */
interface ConfigText {
  readonly config: string;
}

const RUN_COLUMNS = `
  runs.id AS runId, config, trajectory_hash AS trajectoryHash, arithmetic, seed, status, engine, device, iterations,
  stop_reason AS stopReason, error, started_at AS startedAt, finished_at AS finishedAt, wall_ms AS wallMs, attempts`;

/** @param read of the configuration as it is stored */
export function withStoredConfig<Row extends RunRecord & ConfigText>(
  row: Row,
  read: (stored: StoredConfig) => StoredConfig = (stored) => stored,
): Omit<Row, 'config'> & StoredConfig {
  const { config: text, ...record } = row;
  return withConfig(record, () => read(storedConfig(text, row.trajectoryHash)));
}

type SweepRunText = RunRecord & ConfigText & Pick<SweepRunRow, 'part' | 'cell' | 'name'>;

export const sweepRunTexts = (
  { statement }: Connection,
  sweepId: number,
  { runIds, limit = -1 }: RunChoice = {},
): SweepRunText[] =>
  statement<[object], SweepRunText>(
    `SELECT ${RUN_COLUMNS}, part, cell, run_name AS name FROM sweep_runs JOIN runs ON runs.id = run_id
     WHERE sweep_id = @sweepId AND (@runIds IS NULL OR run_id IN (SELECT value FROM json_each(@runIds)))
     ORDER BY part, cell, seed, runs.id LIMIT @limit`,
  ).all({ sweepId, runIds: runIds === undefined ? null : JSON.stringify(runIds), limit });

export function runReader(connection: Connection): RunReader {
  const { statement, database } = connection;
  const eventsBefore = database.transaction((runId: number, upTo: number) =>
    eventsUpTo(connection, runId, readEvents(connection, runId), upTo),
  );
  const finalsBefore = database.transaction((runId: number, upTo: number) =>
    finalsUpTo(connection, runId, upTo),
  );
  return {
    run: (runId, asked) => {
      const row = statement<[number], RunRecord & ConfigText>(
        `SELECT ${RUN_COLUMNS} FROM runs WHERE id = ?`,
      ).get(runId);
      if (row === undefined) return undefined;
      // To check a configuration takes longer than all else that is done to a short run before it starts.
      if (asked !== undefined && row.config === JSON.stringify(asked)) return { ...row, config: asked };
      return withStoredConfig(row);
    },

    hasRun: (trajectoryHash, arithmetic) =>
      statement('SELECT 1 FROM runs WHERE trajectory_hash = ? AND arithmetic = ?').get(
        trajectoryHash,
        arithmetic,
      ) !== undefined,

    runNumbers: (sweepId, trajectoryHashes) =>
      new Map(
        statement<[number, string], [string, number]>(
          `SELECT trajectory_hash, run_id FROM sweep_runs JOIN runs ON runs.id = run_id
           WHERE sweep_id = ? AND trajectory_hash IN (SELECT value FROM json_each(?)) ORDER BY run_id`,
        )
          .raw()
          .all(sweepId, JSON.stringify(trajectoryHashes)),
      ),

    runsOfSweep: (sweepId, choice) =>
      sweepRunTexts(connection, sweepId, choice).map((row) => withStoredConfig(row)),

    events: (runId, upTo) => (upTo === undefined ? readEvents(connection, runId) : eventsBefore(runId, upTo)),

    finals: (runId, upTo) => (upTo === undefined ? readFinals(connection, runId) : finalsBefore(runId, upTo)),

    attempts: (runId) =>
      statement<[number], Omit<AttemptRow, 'versions'> & { versions: string }>(
        `SELECT number, lane, host, device, engine, versions, git_sha AS gitSha, started_at AS startedAt,
         ended_at AS endedAt, outcome, error
       FROM attempts WHERE run_id = ? ORDER BY number`,
      )
        .all(runId)
        .map((row) => ({
          ...row,
          versions: storedGroup(row.versions).group as AttemptRow['versions'],
        })),

    heldRuns: (runIds) =>
      runIds.filter((runId) => {
        const lease = leaseOf(connection, runId);
        return lease !== undefined && !isDead(lease);
      }),

    loadCheckpoint: (runId) => {
      const [latest] = storedStates(connection, runId);
      if (latest === undefined) return undefined;
      if (!isSoundState(connection, runId, latest)) {
        throw new DamagedRunError(connection, runId, `its state at iteration ${latest.iteration}`);
      }
      return { iteration: latest.iteration, state: latest.state };
    },
  };
}

const readEvents = ({ statement }: Connection, runId: number): TrajectoryEvent[] =>
  statement<[number], Omit<TrajectoryEvent, 'value'> & { value: number | null }>(
    'SELECT iteration, kind, subject, value FROM events WHERE run_id = ? ORDER BY iteration, rowid',
  )
    .all(runId)
    .map((event) => ({ ...event, value: event.value ?? NaN }));

const readFinals = ({ statement }: Connection, runId: number): Map<string, number> =>
  new Map(
    statement<[number], { name: string; value: number | null }>(
      `SELECT name, value FROM finals JOIN metrics ON metrics.id = metric_id
       WHERE run_id = ? ORDER BY metric_id`,
    )
      .all(runId)
      .map(({ name, value }) => [name, value ?? NaN]),
  );
