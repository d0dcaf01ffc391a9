/** Copies one run's rows from the other database into this one. */
import { timestamp, type Connection } from '../connection.ts';
import { endDigest } from '../digests/attemptDigest.ts';
import { writeDigest, writtenDigest } from '../digests/pointDigests.ts';
import { isSealed, sealRun } from '../digests/runRecord.ts';

const COLUMNS = `config, trajectory_hash, arithmetic, seed, status, engine, device, iterations, stop_reason, error,
  started_at, finished_at, wall_ms, attempts`;

/** Nobody is working on the run in this database. */
const THEIR_RUN = `SELECT ${COLUMNS.replace('status', `iif(status = 'running', 'pending', status)`)}
  FROM other.runs WHERE id = ?`;

/** @returns its number in this database */
export function addRun(connection: Connection, there: number): number {
  const { lastInsertRowid } = connection.statement(`INSERT INTO runs (${COLUMNS}) ${THEIR_RUN}`).run(there);
  const here = Number(lastInsertRowid);
  copyResults(connection, here, there);
  return here;
}

/** Tables with rows of runs, besides `earlier_finals`, whose rows outlive a version of a run. */
export const tablesOfRuns = [
  'params',
  'points',
  'finals',
  'events',
  'attempts',
  'checkpoints',
  'leases',
  'run_digests',
];

/** Replaces the run that has this number in this database. */
export function replaceRun(connection: Connection, here: number, there: number): void {
  const { statement } = connection;
  for (const table of tablesOfRuns) statement(`DELETE FROM main.${table} WHERE run_id = ?`).run(here);
  const attempts = statement<[number], number>('SELECT attempts FROM runs WHERE id = ?').pluck().get(here)!;
  statement(`UPDATE runs SET (${COLUMNS}) = (${THEIR_RUN}) WHERE id = ?`).run(there, here);
  // Attempt numbers only grow: a number that was lost here must not be used again.
  statement('UPDATE runs SET attempts = max(attempts, ?) WHERE id = ?').run(attempts, here);
  copyResults(connection, here, there);
}

function copyResults(connection: Connection, here: number, there: number): void {
  const { statement } = connection;
  statement('INSERT INTO params SELECT ?, name, value FROM other.params WHERE run_id = ?').run(here, there);
  copyPoints(connection, here, there);
  statement(
    `INSERT INTO finals SELECT ?, ours.id, value
     FROM other.finals JOIN other.metrics AS theirs ON theirs.id = metric_id JOIN main.metrics AS ours USING (name)
     WHERE run_id = ?`,
  ).run(here, there);
  statement(
    `INSERT INTO events (run_id, iteration, kind, subject, value)
     SELECT ?, iteration, kind, subject, value FROM other.events WHERE run_id = ? ORDER BY rowid`,
  ).run(here, there);
  const end = { endedAt: timestamp(), outcome: 'interrupted', error: null };
  statement(
    `INSERT INTO attempts (run_id, number, lane, host, device, engine, versions, git_sha, started_at, ended_at, outcome, error,
       digest)
     SELECT ?, number, lane, host, device, engine, versions, git_sha, started_at, ifnull(ended_at, ?), ifnull(outcome, ?),
       error, iif(ended_at IS NULL, digest + ?, digest)
     FROM other.attempts WHERE run_id = ?`,
  ).run(here, end.endedAt, end.outcome, endDigest(end), there);
  statement(
    `INSERT INTO checkpoints (run_id, iteration, state, end_only, digest)
     SELECT ?, iteration, state, end_only, digest FROM other.checkpoints WHERE run_id = ?`,
  ).run(here, there);
  copyDigests(connection, here, there);
}

/** The digests of points are the other database's own, whose rows were found undamaged. */
function copyDigests(connection: Connection, here: number, there: number): void {
  const digest = writtenDigest(connection, there, 'other');
  if (digest === undefined) {
    connection.statement('INSERT INTO run_digests (run_id, points) VALUES (?, NULL)').run(here);
    return;
  }
  const ours = new Map(sharedMetrics(connection).map(({ ours: id, theirs }) => [theirs, id]));
  writeDigest(connection, here, new Map([...digest].map(([theirs, series]) => [ours.get(theirs)!, series])));
  if (isSealed(connection, there, 'other')) sealRun(connection, here);
}

const sharedMetrics = ({ statement }: Connection): { readonly ours: number; readonly theirs: number }[] =>
  statement<[], { ours: number; theirs: number }>(
    `SELECT ours.id AS ours, theirs.id AS theirs
     FROM other.metrics AS theirs JOIN main.metrics AS ours USING (name) ORDER BY ours.id`,
  ).all();

/** Metric by metric, ordered by this database's numbers, so that rows arrive in the order of their key. */
function copyPoints(connection: Connection, here: number, there: number): void {
  const copy = connection.statement(
    `INSERT INTO points SELECT ?, ?, iteration, value FROM other.points WHERE run_id = ? AND metric_id = ?
     ORDER BY iteration`,
  );
  for (const { ours, theirs } of sharedMetrics(connection)) copy.run(here, ours, there, theirs);
}
