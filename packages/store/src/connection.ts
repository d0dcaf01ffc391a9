/** What the store's operations share: one open database, its prepared statements, its transactions. */
import type Database from 'better-sqlite3';

export interface Connection {
  readonly database: Database.Database;
  /** Ids of metric names met so far. */
  readonly metricIds: Map<string, number>;
  /** Prepares a statement, once per text. */
  statement<Parameters extends unknown[] = unknown[], Row = unknown>(
    sql: string,
  ): Database.Statement<Parameters, Row>;
  /** Runs `work` in one transaction that holds the write lock from its start: all of it happens or nothing. */
  transaction<Result>(work: () => Result): Result;
}

export function connectionOf(database: Database.Database): Connection {
  const statements = new Map<string, Database.Statement>();
  const metricIds = new Map<string, number>();
  return {
    database,
    metricIds,
    statement<Parameters extends unknown[], Row>(sql: string) {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = database.prepare(sql);
        statements.set(sql, statement);
      }
      return statement as Database.Statement<Parameters, Row>;
    },
    transaction(work) {
      try {
        return database.transaction(work).immediate();
      } catch (error) {
        metricIds.clear(); // it may hold ids of metrics whose rows were rolled back
        throw error;
      }
    },
  };
}

/** The present time as the store writes it. */
export const timestamp = (offsetMs = 0): string => new Date(Date.now() + offsetMs).toISOString();
