/** What the store's operations share: one open database, its prepared statements, its transactions. */
import type Database from 'better-sqlite3';
import type { RunDigest } from './digests/seriesDigest.ts';
import { RollbackMap } from './rollbackMap.ts';

export interface Connection {
  readonly database: Database.Database;
  /** Ids of metric names met so far. */
  readonly metricIds: Map<string, number>;
  /** Names of parameters met so far; `run_table` has them. */
  readonly paramNames: Set<string>;
  /** Cells of the sweeps that this connection registers runs of, by sweep and part. */
  readonly knownCells: Map<string, KnownCells>;
  /** Digests of all points of the runs that this connection's attempts write. */
  readonly runDigests: RollbackMap<number, RunDigest>;
  /** To be called in a transaction of one's own, as `transaction` does by itself. */
  onBegin(): void;
  /** Prepares a statement, once per text. */
  statement<Parameters extends unknown[] = unknown[], Row = unknown>(
    sql: string,
  ): Database.Statement<Parameters, Row>;
  /**
   * Runs `work` in one transaction that holds the write lock from its start: all of it happens or nothing. Within another
   * it becomes part of that one: what it wrote is undone when it throws, and is durable when the outermost is committed.
   */
  transaction<Result>(work: () => Result, options?: TransactionOptions): Result;
}

/** What is known of a part's cells, so that the table need not be read again with each thousand runs. */
export interface KnownCells {
  /** By what the axes are there. */
  readonly numbers: Map<string, number>;
  /** The highest number that has values; -1 where none has. */
  last: number;
}

export interface TransactionOptions {
  /** How long it waits for another process's transaction. Default: as the store was opened. */
  readonly waitMs?: number;
}

export const DEFAULT_WAIT_MS = 10_000;

export interface ConnectionOptions {
  /** How long a transaction waits for another's, as the database was opened. Default: 10 s. */
  readonly openedMs?: number;
  /** Called with the write lock, before anything is written; when it throws, nothing is. */
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
      // A full disk may roll back the whole transaction in its midst; what follows must not be written without it.
      if (depth > 0 && !database.inTransaction) throw new Error('the transaction was rolled back');
      if (depth === 0) waitAtMost(options.waitMs ?? openedMs);
      depth++;
      const mark = runDigests.mark();
      try {
        return inTransaction.immediate(work) as ReturnType<typeof work>;
      } catch (error) {
        // They may hold what was rolled back.
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

/** The present time as the store writes it. */
export const timestamp = (offsetMs = 0): string => new Date(Date.now() + offsetMs).toISOString();
