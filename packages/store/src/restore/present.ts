/** The database that a backup would replace: whether that is allowed, and what would be lost. */
import type Database from 'better-sqlite3';
import { InputError } from '@ranksweep/core';
import { connectionOf } from '../connection/connection.ts';
import { readFileHeader } from '../file/fileHeader.ts';
import { allLeases, isDead } from '../claims/leases.ts';
import { APPLICATION_ID, versionOf } from '../migrations/migrate.ts';
import { readingConnection } from '../opening/open.ts';
import { damageIn, notRanksweep, openFailure } from '../file/openErrors.ts';
import { processesWith } from './processesWith.ts';

/** Leases of earlier versions ended when the schema was migrated. */
const FIRST_VERSION_WITH_LEASES = 2;

/**
 * Checks that the database may be replaced.
 * @throws InputError if it belongs to another program, or if a process has it open or holds a run
 */
export function requireReplaceable(file: string): void {
  requireClosed(file);
  reading(file, requireNoLease);
}

/**
 * Compares the database with a backup.
 * @param backup a database that nobody else has open
 * @returns how many runs are further, or have more metrics, in the database than in the backup; or why it cannot be read
 * @throws InputError like `requireReplaceable`
 */
export function runsLost(file: string, backup: string): number | InputError {
  requireClosed(file);
  return (
    reading(file, (database) => {
      requireNoLease(database);
      database.prepare('ATTACH ? AS backup').run(backup);
      return database.prepare<[], number>(countLost).pluck().get()!;
    }) ?? 0
  );
}

/** @returns undefined if there is no file; a description if it cannot be read */
function reading<Result>(
  file: string,
  read: (database: Database.Database) => Result,
): Result | InputError | undefined {
  try {
    const header = readFileHeader(file);
    if (header.kind === 'missing' || header.kind === 'empty') return undefined;
    if (header.applicationId !== APPLICATION_ID && !header.blank) throw new OtherProgram(file);
    const database = readingConnection(file);
    try {
      database.pragma('query_only = ON');
      database.pragma('trusted_schema = OFF');
      return read(database);
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof OtherProgram) throw notRanksweep(file);
    if (error instanceof InUse) throw error;
    const why = damageIn(file, error) ?? openFailure(file, error);
    if (why instanceof InputError) return why;
    throw error;
  }
}

class OtherProgram extends Error {}
class InUse extends InputError {}

function requireClosed(file: string): void {
  const processes = processesWith(file);
  if (processes.length === 0) return;
  const which = processes.map(({ pid, name }) => `process ${pid} (${name})`).join(', ');
  throw new InUse(
    `restore: expected a database that nobody has open, found ${which} at ${file}: end it, or have it close the database`,
  );
}

/** The process may be one that this machine cannot see. */
function requireNoLease(database: Database.Database): void {
  if (versionOf(database) < FIRST_VERSION_WITH_LEASES) return;
  const lease = allLeases(connectionOf(database)).find((one) => !isDead(one));
  if (lease === undefined) return;
  throw new InUse(
    `restore: expected a database that nobody writes, found run ${lease.runId} in the hands of process ${lease.pid}: ` +
      'stop that first',
  );
}

const isFinished = (run: string): string => `${run}.status IN ('done', 'diverged')`;

/** The iteration to resume from. What lies beyond a checkpoint is computed again. */
const progressOf = (run: string, schema: string): string =>
  `CASE WHEN ${isFinished(run)} THEN ${run}.iterations
     ELSE (SELECT ifnull(max(iteration), 0) FROM ${schema}.checkpoints WHERE run_id = ${run}.id) END`;

const metricsOf = (run: string, schema: string): string =>
  `SELECT name FROM ${schema}.finals JOIN ${schema}.metrics ON metrics.id = metric_id WHERE run_id = ${run}.id`;

const countLost = `
  SELECT count(*) FROM main.runs AS ours LEFT JOIN backup.runs AS theirs USING (trajectory_hash, arithmetic)
  WHERE (${isFinished('ours')} OR ${progressOf('ours', 'main')} > 0) AND (
    theirs.id IS NULL
    OR ${progressOf('theirs', 'backup')} < ${progressOf('ours', 'main')}
    OR (${isFinished('ours')} AND NOT ${isFinished('theirs')}
        AND ${progressOf('theirs', 'backup')} = ${progressOf('ours', 'main')})
    OR EXISTS (${metricsOf('ours', 'main')} EXCEPT ${metricsOf('theirs', 'backup')})
  )`;
