/** What must hold of a database by itself: of one whose process was killed, and of one whose sweep is complete. */
import type Database from 'better-sqlite3';
import type { Finding, FindingKind } from './finding.ts';

/** Each query lists what must not be. */
const NEVER: Readonly<Record<string, string>> = {
  'a lease of a run that is not running': `SELECT runs.id, runs.status FROM leases JOIN runs ON runs.id = run_id WHERE status <> 'running'`,
  'two leases of one run': `SELECT run_id, count(*) FROM leases GROUP BY run_id HAVING count(*) > 1`,
  'a lease of another attempt than the last': `SELECT run_id, attempt, runs.attempts FROM leases JOIN runs ON runs.id = run_id WHERE attempt <> runs.attempts`,
  'attempts that are not numbered 1, 2, ...': `SELECT runs.id, runs.attempts, group_concat(number) FROM runs LEFT JOIN attempts ON run_id = runs.id
     GROUP BY runs.id HAVING count(number) <> runs.attempts OR coalesce(min(number), 1) <> 1
       OR coalesce(max(number), 0) <> runs.attempts`,
  'an attempt that goes on without a lease': `SELECT attempts.run_id, number FROM attempts WHERE outcome IS NULL AND NOT EXISTS
       (SELECT 1 FROM leases WHERE leases.run_id = attempts.run_id AND leases.attempt = number)`,
};

const NEVER_AT_THE_END: Readonly<Record<string, string>> = {
  'a run that has not ended': `SELECT id, status FROM runs WHERE status NOT IN ('done', 'diverged')`,
  'a lease': 'SELECT run_id, attempt FROM leases',
  'an attempt without an outcome':
    'SELECT run_id, number FROM attempts WHERE outcome IS NULL OR ended_at IS NULL',
  'a last attempt with another outcome than its run': `SELECT runs.id, status, outcome FROM runs JOIN attempts ON run_id = runs.id AND number = attempts
     WHERE outcome <> status`,
  'a sweep that has not ended': `SELECT id, status FROM sweeps WHERE status <> 'done' OR finished_at IS NULL`,
};

export const checkInterrupted = (database: Database.Database): Finding[] => [
  ...checkFile(database),
  ...checkAll(database, NEVER),
];

export const checkComplete = (database: Database.Database): Finding[] => [
  ...checkInterrupted(database),
  ...checkAll(database, NEVER_AT_THE_END),
];

/** What SQLite says of the file. */
export function checkFile(database: Database.Database): Finding[] {
  const faults = database.prepare<[], string>('PRAGMA quick_check').pluck().all();
  const dangling = database.prepare<[], { table: string }>('PRAGMA foreign_key_check').all();
  return [
    ...faults.filter((fault) => fault !== 'ok').map((fault) => finding('damaged', fault)),
    ...dangling.map(({ table }) => finding('damaged', `${table}: a row of nothing`)),
  ];
}

const checkAll = (database: Database.Database, queries: Readonly<Record<string, string>>): Finding[] =>
  Object.entries(queries).flatMap(([what, sql]) =>
    database
      .prepare<[], unknown[]>(sql)
      .raw()
      .all()
      .map((row) => finding('stuck', `${what}: ${row.join(', ')}`)),
  );

const finding = (kind: FindingKind, where: string): Finding => ({ kind, where });
