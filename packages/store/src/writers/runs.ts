/** Registers a sweep's runs. */
import type { RunConfig } from '@ranksweep/core';
import type { Cell } from '@ranksweep/kinds';
import { changeArithmetic } from '../claims/arithmetic.ts';
import { CellNumbers } from './cells.ts';
import type { Connection } from '../connection/connection.ts';
import { unsealSweep } from '../digests/sweepRecord.ts';
import { insertParams } from '../rows/params.ts';
import { storedConfig, type StoredConfig } from '../stored/storedConfig.ts';
import type { RunStatus } from '../types.ts';

/** A run that a sweep asks for. */
export interface NewRun {
  readonly config: RunConfig;
  readonly trajectoryHash: string;
  /** Hashes from earlier versions in which the configuration meant something else. Default: none. */
  readonly earlierHashes?: readonly string[];
  /** Id of the arithmetic that is to compute it: f32-fma, f32-plain, f64, webgpu, ... */
  readonly arithmetic: string;
  /** Other arithmetics. A run that has ended, or begun, in one of these is as good. Default: none. */
  readonly alternatives?: readonly string[];
  /** More arithmetics, of which only a run that has ended is as good. Default: none. */
  readonly asEnded?: readonly string[];
  readonly part: string;
  /** The values of its part's axes: path -> value. They identify the cell. */
  readonly cell: Cell;
  /** What the sweep calls it, see `runNamer`. Default: nothing. */
  readonly name?: string | undefined;
}

interface RegisteredRecord {
  readonly runId: number;
  readonly arithmetic: string;
  readonly status: RunStatus;
  readonly iterations: number;
  readonly stopReason: string | null;
}

/**
 * A run as the store has it, from which the caller decides what is left to do. Its configuration is that of its last computation
 * or registration, so `stop` and `record` may come from another sweep.
 */
export type RegisteredRun = RegisteredRecord & StoredConfig;

export interface RunWriter {
  /**
   * Adds runs to a sweep, and returns them in the given order. An existing run with the same trajectory hash is shared, including
   * its results: best one that has ended in any of the arithmetics, else one that has begun, else one of the first arithmetic.
   * Without any, a run that only this sweep has, and nobody has begun, takes the first arithmetic. Any other run is added as
   * `pending`.
   *
   * The sweep keeps its earlier runs. A cell that the part does not have yet is added under the next number from 0, whether or not
   * it lies on the grid. A cell that the part has keeps its number. A run of an earlier meaning of the configuration
   * (`earlierHashes`) is replaced in the sweep by the new run, and stays in the database.
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
        'INSERT INTO sweep_runs (sweep_id, run_id, part, cell, run_name) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
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
        const row = existingRun(connection, sweepId, run) ?? addRun(connection, run);
        join.run(sweepId, row.runId, run.part, numbersOf(run.part).of(run.cell), run.name ?? null);
        return row;
      });
    }),
});

type StoredRecord = RegisteredRecord & { readonly config: string };

function existingRun(connection: Connection, sweepId: number, run: NewRun): RegisteredRun | undefined {
  const { trajectoryHash, arithmetic, alternatives = [], asEnded = [] } = run;
  const rows = connection
    .statement<[string], StoredRecord>(
      `SELECT id AS runId, arithmetic, status, iterations, stop_reason AS stopReason, config
       FROM runs WHERE trajectory_hash = ?`,
    )
    .all(trajectoryHash);
  if (rows.length === 0) return undefined;
  const of = (arithmetics: readonly string[]): StoredRecord[] =>
    arithmetics.flatMap((one) => rows.find((row) => row.arithmetic === one) ?? []);
  const computable = of([arithmetic, ...alternatives]);
  const shared =
    [...computable, ...of(asEnded)].find(({ status }) => status === 'done' || status === 'diverged') ??
    computable.find(({ status, iterations }) => status === 'running' || iterations > 0) ??
    computable.find((row) => row.arithmetic === arithmetic);
  const changed = (): StoredRecord | undefined =>
    rows.find(({ runId }) => changeArithmetic(connection, { runId, sweepId, arithmetic }));
  const row = shared ?? changed();
  if (row === undefined) return undefined;
  const { config: text, ...found } = row;
  const record = shared === undefined ? { ...found, arithmetic } : found;
  // Usually the stored text is exactly the requested one, which need not be checked again.
  if (text === JSON.stringify(run.config)) return { ...record, config: run.config };
  return { ...record, ...storedConfig(text, run.trajectoryHash) };
}

function addRun(connection: Connection, { config, trajectoryHash, arithmetic }: NewRun): RegisteredRun {
  const { lastInsertRowid } = connection
    .statement('INSERT INTO runs (config, trajectory_hash, arithmetic, seed) VALUES (?, ?, ?, ?)')
    .run(JSON.stringify(config), trajectoryHash, arithmetic, config.seed);
  const runId = Number(lastInsertRowid);
  insertParams(connection, runId, config);
  return { runId, arithmetic, status: 'pending', iterations: 0, stopReason: null, config };
}
