/** Registration of a sweep's runs. */
import type { RunConfig } from '@ranksweep/core';
import type { Cell } from '@ranksweep/kinds';
import { CellNumbers } from './cells.ts';
import type { Connection } from './connection.ts';
import { unsealSweep } from './digests/sweepRecord.ts';
import { insertParams } from './params.ts';
import { storedConfig, type StoredConfig } from './storedConfig.ts';
import type { RunStatus } from './types.ts';

export interface NewRun {
  readonly config: RunConfig;
  readonly trajectoryHash: string;
  /** What the hash was while the configuration meant something else. Default: it always meant the same. */
  readonly earlierHashes?: readonly string[];
  /** Id of the arithmetic that computes it: f32-fma, f32-plain, f64, webgpu, ... */
  readonly arithmetic: string;
  readonly part: string;
  /** What the axes of its part are there: path -> value. Cells are told apart by these. */
  readonly cell: Cell;
}

interface RegisteredRecord {
  readonly runId: number;
  readonly status: RunStatus;
  readonly iterations: number;
  readonly stopReason: string | null;
}

/**
 * A run as the store has it, for the caller to decide what is left to do. Its configuration is the one that it was last run or
 * registered with: `stop` and `record` may be another sweep's.
 */
export type RegisteredRun = RegisteredRecord & StoredConfig;

export interface RunWriter {
  /**
   * Makes runs part of a sweep, and returns them in the order given. A run that exists (same trajectory hash and
   * arithmetic) is shared as it is, with its results; any other is added as `pending`. The sweep's earlier runs stay its own.
   * A cell that the part does not have yet is added, on its grid or not, under the next number from 0; one that it has keeps its.
   * One of an earlier meaning of a configuration (`earlierHashes`) leaves the sweep for the run that stands in its place, and
   * stays in the database.
   * @throws Error if there is no such sweep
   */
  registerRuns(sweepId: number, runs: readonly NewRun[]): RegisteredRun[];
}

export const runWriter = (connection: Connection): RunWriter => ({
  registerRuns: (sweepId, runs) =>
    connection.transaction(() => {
      const { statement } = connection;
      if (statement('SELECT 1 FROM sweeps WHERE id = ?').get(sweepId) === undefined) {
        throw new Error(`no sweep ${sweepId}`);
      }
      unsealSweep(connection, sweepId);
      const join = statement(
        'INSERT INTO sweep_runs (sweep_id, run_id, part, cell) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      );
      const leave = statement(
        'DELETE FROM sweep_runs WHERE sweep_id = ? AND run_id IN (SELECT id FROM runs WHERE trajectory_hash = ?)',
      );
      const parts = new Map<string, CellNumbers>();
      const numbersOf = (part: string): CellNumbers => {
        const numbers = parts.get(part) ?? new CellNumbers(connection, sweepId, part);
        parts.set(part, numbers);
        return numbers;
      };
      return runs.map((run) => {
        for (const hash of run.earlierHashes ?? []) leave.run(sweepId, hash);
        const row = existingRun(connection, run) ?? addRun(connection, run);
        join.run(sweepId, row.runId, run.part, numbersOf(run.part).of(run.cell));
        return row;
      });
    }),
});

function existingRun({ statement }: Connection, run: NewRun): RegisteredRun | undefined {
  const row = statement<[string, string], RegisteredRecord & { config: string }>(
    `SELECT id AS runId, status, iterations, stop_reason AS stopReason, config
     FROM runs WHERE trajectory_hash = ? AND arithmetic = ?`,
  ).get(run.trajectoryHash, run.arithmetic);
  if (row === undefined) return undefined;
  const { config: text, ...record } = row;
  // Mostly it is the one that is asked for, to the letter, which need not be checked once more.
  if (text === JSON.stringify(run.config)) return { ...record, config: run.config };
  return { ...record, ...storedConfig(text, run.trajectoryHash) };
}

function addRun(connection: Connection, { config, trajectoryHash, arithmetic }: NewRun): RegisteredRun {
  const { lastInsertRowid } = connection
    .statement('INSERT INTO runs (config, trajectory_hash, arithmetic, seed) VALUES (?, ?, ?, ?)')
    .run(JSON.stringify(config), trajectoryHash, arithmetic, config.seed);
  const runId = Number(lastInsertRowid);
  insertParams(connection, runId, config);
  return { runId, status: 'pending', iterations: 0, stopReason: null, config };
}
