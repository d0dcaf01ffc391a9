/** What the store's operations share: one open database, its prepared statements and its transactions. */
import type Database from 'better-sqlite3';
import { addEpochs } from './epochs.ts';
import { addSeriesDigest } from '../checksums/seriesFunction.ts';
import type { RunDigest } from '../checksums/seriesDigest.ts';
import { RollbackMap } from './rollbackMap.ts';

export interface Connection {
  readonly database: Database.Database;
  /** Ids of the metric names seen so far. */
  readonly metricIds: Map<string, number>;
  /** Names of the parameters seen so far, which `run_table` has as columns. */
  readonly paramNames: Set<string>;
  /** Cells of the sweeps for which this connection registers runs, by sweep and part. */
  readonly knownCells: Map<string, KnownCells>;
  /** Digests of all points of the runs that this connection's attempts write. */
  readonly runDigests: RollbackMap<number, RunDigest>;
  /** Checks that the database is in its place. Call it in your own transaction; `transaction` does so itself. */
  onBegin(): void;
  /** Prepares a statement, once for each text. */
  statement<Parameters extends unknown[] = unknown[], Row = unknown>(
    sql: string,
  ): Database.Statement<Parameters, Row>;
  /**
   * Runs `work` in one transaction that holds the write lock from its start, so that all of it happens or nothing. Inside another
   * transaction it becomes part of that one: its writes are undone if it throws, and become durable when the outermost
   * transaction commits.
   */
  transaction<Result>(work: () => Result, options?: TransactionOptions): Result;
}

/** What is known about a part's cells, so that the table is not read again for every thousand runs. */
export interface KnownCells {
  /** By what the axes are there. */
  readonly numbers: Map<string, number>;
  /** The highest cell number that has values; -1 if none has. */
  last: number;
}

export interface TransactionOptions {
  /** How long to wait for another process's transaction. Default: the time that the store was opened with. */
  readonly waitMs?: number;
}

export const DEFAULT_WAIT_MS = 10_000;

export interface ConnectionOptions {
  /** How long a transaction waits for another process's, as chosen when the database was opened. Default: 10 s. */
  readonly openedMs?: number;
  /** Called with the write lock held, before anything is written. If it throws, nothing is written. */
  readonly onBegin?: () => void;
}

export function connectionOf(
  database: Database.Database,
  { openedMs = DEFAULT_WAIT_MS, onBegin = () => {} }: ConnectionOptions = {},
): Connection {
  const statements = new Map<string, Database.Statement>();
  const metricIds = new Map<string, number>();
  const paramNames = new Set<string>();
  const knownCells = new Map<string, KnownCells>();
  const runDigests = new RollbackMap<number, RunDigest>();
  const inTransaction = database.transaction((work: () => unknown) => {
    if (depth === 1) onBegin();
    return work();
  });
  let depth = 0;
  let waitMs = openedMs;
  addEpochs(database);
  addSeriesDigest(database);
  const waitAtMost = (ms: number): void => {
    if (ms !== waitMs) database.pragma(`busy_timeout = ${ms}`);
    waitMs = ms;
  };
  return {
    database,
    metricIds,
    paramNames,
    knownCells,
    runDigests,
    onBegin,
    statement<Parameters extends unknown[], Row>(sql: string) {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = database.prepare(sql);
        statements.set(sql, statement);
      }
      return statement as Database.Statement<Parameters, Row>;
    },
    transaction(work, options = {}) {
      // A full disk may roll back the whole transaction halfway. What follows must not be written without it.
      if (depth > 0 && !database.inTransaction) throw new Error('the transaction was rolled back');
      if (depth === 0) waitAtMost(options.waitMs ?? openedMs);
      depth++;
      const mark = runDigests.mark();
      try {
        return inTransaction.immediate(work) as ReturnType<typeof work>;
      } catch (error) {
        // The caches may hold what was rolled back.
        metricIds.clear();
        paramNames.clear();
        knownCells.clear();
        runDigests.undoTo(mark);
        throw error;
      } finally {
        depth--;
        if (depth === 0) runDigests.settle();
      }
    },
  };
}

/** The present time in the store's format. */
export const timestamp = (offsetMs = 0): string => new Date(Date.now() + offsetMs).toISOString();
