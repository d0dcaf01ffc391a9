/** Copies one run's rows from the other database into this one. */
import { timestamp, type Connection } from '../connection/connection.ts';
import { endDigest } from '../digests/attemptDigest.ts';
import { writtenDigest } from '../digests/pointDigests.ts';
import { isSealed, sealRun } from '../digests/runRecord.ts';
import { encodeRunDigest } from '../checksums/seriesDigest.ts';

const COLUMNS = `config, trajectory_hash, arithmetic, seed, status, engine, device, iterations, stop_reason, error,
  started_at, finished_at, wall_ms, attempts`;

/** Nobody is working on the run in this database. */
const THEIR_RUN = `SELECT ${COLUMNS.replace('status', `iif(status = 'running', 'pending', status)`)}
  FROM other.runs WHERE id = ?`;

/** @returns its number in this database */
export function addRun(merging: Merging, there: number): number {
  const { connection } = merging;
  const { lastInsertRowid } = connection.statement(`INSERT INTO runs (${COLUMNS}) ${THEIR_RUN}`).run(there);
  const here = Number(lastInsertRowid);
  connection
    .statement('INSERT INTO params SELECT ?, name, value FROM other.params WHERE run_id = ?')
    .run(here, there);
  copyResults(merging, here, there);
  return here;
}

const tablesOfResults = ['points', 'finals', 'events', 'attempts', 'checkpoints', 'leases', 'run_digests'];

/** Tables with rows of runs, besides `earlier_finals`, whose rows outlive a version of a run. */
export const tablesOfRuns = ['params', ...tablesOfResults];

/** Replaces the run that has this number in this database. */
export function replaceRun(merging: Merging, here: number, there: number): void {
  const { statement } = merging.connection;
  const { attempts, hasConfig } = statement<[number, number], { attempts: number; hasConfig: 0 | 1 }>(
    `SELECT ours.attempts, ours.config = theirs.config AS hasConfig
     FROM main.runs AS ours, other.runs AS theirs WHERE ours.id = ? AND theirs.id = ?`,
  ).get(here, there)!;
  // One that was only registered has no results. A claim is the first thing that happens to a run.
  for (const table of attempts === 0 ? [] : tablesOfResults) {
    statement(`DELETE FROM main.${table} WHERE run_id = ?`).run(here);
  }
  if (!hasConfig) {
    statement('DELETE FROM main.params WHERE run_id = ?').run(here);
    statement('INSERT INTO params SELECT ?, name, value FROM other.params WHERE run_id = ?').run(here, there);
  }
  statement(`UPDATE runs SET (${COLUMNS}) = (${THEIR_RUN}) WHERE id = ?`).run(there, here);
  copyResults(merging, here, there);
  // Attempt numbers only grow: a number that was lost here must not be used again.
  const { changes } = statement(
    'UPDATE runs SET attempts = @attempts WHERE id = @here AND attempts < @attempts',
  ).run({
    attempts,
    here,
  });
  if (changes > 0 && isSealed(merging.connection, here)) sealRun(merging.connection, here);
}

function copyResults({ connection, metrics }: Merging, here: number, there: number): void {
  const { statement } = connection;
  const place = { here, there };
  const ours = metrics.isSame ? 'metric_id' : 'ours.id';
  const byName = metrics.isSame ? '' : BY_NAME;
  statement(
    `INSERT INTO points SELECT @here, ${ours}, iteration, value FROM other.points ${byName}
     WHERE run_id = @there ORDER BY ${ours}, iteration`,
  ).run(place);
  statement(
    `INSERT INTO finals SELECT @here, ${ours}, value FROM other.finals ${byName} WHERE run_id = @there`,
  ).run(place);
  statement(
    `INSERT INTO events (run_id, iteration, kind, subject, value)
     SELECT @here, iteration, kind, subject, value FROM other.events WHERE run_id = @there ORDER BY rowid`,
  ).run(place);
  const end = { endedAt: timestamp(), outcome: 'interrupted', error: null };
  statement(
    `INSERT INTO attempts (run_id, number, lane, host, device, engine, versions, git_sha, started_at, ended_at, outcome, error,
       digest)
     SELECT @here, number, lane, host, device, engine, versions, git_sha, started_at, ifnull(ended_at, @endedAt),
       ifnull(outcome, @outcome), error, iif(ended_at IS NULL, digest + @digest, digest)
     FROM other.attempts WHERE run_id = @there`,
  ).run({ ...place, ...end, digest: endDigest(end) });
  statement(
    `INSERT INTO checkpoints (run_id, iteration, state, end_only, digest)
     SELECT @here, iteration, state, end_only, digest FROM other.checkpoints WHERE run_id = @there`,
  ).run(place);
  copyDigests({ connection, metrics }, place);
}

const BY_NAME =
  'JOIN other.metrics AS theirs ON theirs.id = metric_id JOIN main.metrics AS ours USING (name)';

/** The digests are the other database's own, whose rows were found undamaged. */
function copyDigests(
  { connection, metrics }: Merging,
  { here, there }: { readonly here: number; readonly there: number },
): void {
  const digest = writtenDigest(connection, there, 'other');
  if (digest === undefined) {
    connection.statement('INSERT INTO run_digests (run_id, points) VALUES (?, NULL)').run(here);
    return;
  }
  const renamed = [...digest].map(([theirs, series]) => [metrics.ours.get(theirs)!, series] as const);
  connection
    .statement(
      'INSERT INTO run_digests (run_id, points, record) SELECT ?, ?, record FROM other.run_digests WHERE run_id = ?',
    )
    .run(here, encodeRunDigest(new Map(renamed)), there);
}

/** What is found out once for all runs of the other database. */
export interface Merging {
  readonly connection: Connection;
  readonly metrics: SharedMetrics;
}

export interface SharedMetrics {
  /** This database's numbers by those of the other. */
  readonly ours: ReadonlyMap<number, number>;
  /** Whether all numbers are the same. */
  readonly isSame: boolean;
}

/** Adds those that are new here. */
export function mergeMetrics({ statement }: Connection): SharedMetrics {
  statement(
    `INSERT INTO metrics (name, unit, description)
     SELECT name, unit, description FROM other.metrics
     WHERE name NOT IN (SELECT name FROM main.metrics) ORDER BY id`,
  ).run();
  const rows = statement<[], [theirs: number, ours: number]>(
    'SELECT theirs.id, ours.id FROM other.metrics AS theirs JOIN main.metrics AS ours USING (name)',
  )
    .raw()
    .all();
  return { ours: new Map(rows), isSame: rows.every(([theirs, ours]) => theirs === ours) };
}
