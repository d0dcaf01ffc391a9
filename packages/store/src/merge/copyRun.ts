/** One run's rows, from the other database into this one. */
import { timestamp, type Connection } from '../connection.ts';

const columns = `config, trajectory_hash, arithmetic, seed, status, engine, device, iterations, stop_reason, error,
  started_at, finished_at, wall_ms, attempts`;

/** Nobody here is at it. */
const theirRun = `SELECT ${columns.replace('status', `iif(status = 'running', 'pending', status)`)}
  FROM other.runs WHERE id = ?`;

/** @returns its number here */
export function addRun(connection: Connection, there: number): number {
  const { lastInsertRowid } = connection.statement(`INSERT INTO runs (${columns}) ${theirRun}`).run(there);
  const here = Number(lastInsertRowid);
  copyResults(connection, here, there);
  return here;
}

/** Puts it in the place of what is here under this number. */
export function replaceRun(connection: Connection, here: number, there: number): void {
  const { statement } = connection;
  for (const table of ['params', 'points', 'finals', 'events', 'attempts', 'checkpoints', 'leases']) {
    statement(`DELETE FROM main.${table} WHERE run_id = ?`).run(here);
  }
  const attempts = statement<[number], number>('SELECT attempts FROM runs WHERE id = ?').pluck().get(here)!;
  statement(`UPDATE runs SET (${columns}) = (${theirRun}) WHERE id = ?`).run(there, here);
  // Attempts' numbers only grow: one that was lost here must not be taken for the next.
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
  statement(
    `INSERT INTO attempts (run_id, number, lane, host, device, engine, versions, git_sha, started_at, ended_at, outcome, error)
     SELECT ?, number, lane, host, device, engine, versions, git_sha, started_at, ifnull(ended_at, ?),
       ifnull(outcome, 'interrupted'), error
     FROM other.attempts WHERE run_id = ?`,
  ).run(here, timestamp(), there);
  statement(
    `INSERT INTO checkpoints (run_id, iteration, state, end_only)
     SELECT ?, iteration, state, end_only FROM other.checkpoints WHERE run_id = ?`,
  ).run(here, there);
}

/** Metric by metric, in the order of the numbers here, so that rows come in the order of their key. */
function copyPoints({ statement }: Connection, here: number, there: number): void {
  const metrics = statement<[], { ours: number; theirs: number }>(
    `SELECT ours.id AS ours, theirs.id AS theirs
     FROM other.metrics AS theirs JOIN main.metrics AS ours USING (name) ORDER BY ours.id`,
  ).all();
  const copy = statement(
    `INSERT INTO points SELECT ?, ?, iteration, value FROM other.points WHERE run_id = ? AND metric_id = ?
     ORDER BY iteration`,
  );
  for (const { ours, theirs } of metrics) copy.run(here, ours, there, theirs);
}
