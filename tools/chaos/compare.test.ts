/** The comparison has to see what it is there for: copies of a database, each broken in one way. */
import { closeSync, copyFileSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { compareComplete, compareInterrupted, readContents } from './database/check.ts';
import { describe as tell, type FindingKind } from './database/finding.ts';
import { startSweep } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'ranksweep-compare-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const twin = join(folder, 'twin.db');
await startSweep(twin).ended;
const contents = readContents(twin);

/** A run that ends by its loss, and one that is long. */
const ENDED = `(SELECT run_id FROM sweep_runs WHERE part = 'tree' LIMIT 1)`;
const LONG = `(SELECT run_id FROM sweep_runs WHERE part = 'long-tree' LIMIT 1)`;
/** The long run as a process leaves it that is killed after a checkpoint at iteration 1000, of points up to 2000. */
const INTERRUPT = `
  DELETE FROM checkpoints WHERE run_id = ${LONG} AND iteration < (SELECT iterations FROM runs WHERE id = ${LONG});
  UPDATE checkpoints SET iteration = 1000 WHERE run_id = ${LONG};
  UPDATE runs SET status = 'running', stop_reason = NULL, iterations = 2000 WHERE id = ${LONG};
  UPDATE attempts SET outcome = NULL, ended_at = NULL WHERE run_id = ${LONG};
  INSERT INTO leases (run_id, attempt, pid, renewed_ms, lease_ms) VALUES (${LONG}, 1, 1, 1, 1);
  DELETE FROM points WHERE run_id = ${LONG} AND iteration > 2000;
  DELETE FROM finals WHERE run_id = ${LONG};
  DELETE FROM events WHERE run_id = ${LONG};`;

function broken(sql: string): string {
  const path = join(folder, 'broken.db');
  copyFileSync(twin, path);
  const database = new Database(path);
  database.exec(sql);
  database.close();
  return path;
}

const complete = (sql: string) => compareComplete(broken(sql), contents).findings;
const interrupted = (sql: string) => compareInterrupted(broken(sql), contents).findings;
const kinds = (findings: readonly { kind: FindingKind }[]): FindingKind[] => findings.map(({ kind }) => kind);

test('finds nothing in the twin itself, and has looked at every row', () => {
  const { compared, findings } = compareComplete(twin, contents);
  expect(findings).toEqual([]);
  expect(compared).toBeGreaterThan(20_000);
});

test('names a point that is lost', () => {
  const findings = complete(
    `DELETE FROM points WHERE run_id = ${ENDED} AND iteration = 25 AND metric_id =
       (SELECT id FROM metrics WHERE name = 'train_loss')`,
  );
  expect(kinds(findings)).toEqual(['lost']);
  expect(tell(findings)).toMatch(
    /lost: points, run \w{64} \S+, "train_loss", 25: the twin has [\d.e-]+, found none/,
  );
});

test('finds a point and an event that are there once too often', () => {
  const points = complete(
    `INSERT INTO points SELECT run_id, metric_id, 26, value FROM points WHERE run_id = ${ENDED} AND iteration = 25 LIMIT 1`,
  );
  expect(kinds(points)).toEqual(['doubled']);
  const events = complete(`INSERT INTO events SELECT * FROM events WHERE run_id = ${ENDED} LIMIT 1`);
  expect(kinds(events).toSorted()).toEqual(['changed', 'doubled']); // the order of events has changed, too
});

test('finds one bit that has changed', () => {
  const findings = complete(
    `UPDATE points SET value = value * (1 + 2.3e-16) WHERE run_id = ${ENDED} AND iteration = 25 AND metric_id =
       (SELECT id FROM metrics WHERE name = 'reconstruction_error')`,
  );
  expect(kinds(findings)).toEqual(['changed']);
});

test('tells NaN from infinity and from a number', () => {
  const first = `WHERE (run_id, metric_id, iteration) = (SELECT run_id, metric_id, iteration FROM points LIMIT 1)`;
  for (const value of ['NULL', '9e999', '-9e999']) {
    expect(kinds(complete(`UPDATE points SET value = ${value} ${first}`))).toEqual(['changed']);
  }
});

test('finds events in another order', () => {
  const findings = complete(
    `CREATE TEMP TABLE kept AS SELECT * FROM events WHERE run_id = ${ENDED};
     DELETE FROM events WHERE run_id = ${ENDED};
     INSERT INTO events SELECT * FROM kept ORDER BY rowid DESC`,
  );
  expect(kinds(findings)).toEqual(['changed']);
  expect(findings[0]!.where).toContain('order of events');
});

test('finds a changed state, a lost parameter, a lost final value and a lost run of a sweep', () => {
  expect(kinds(complete(`UPDATE checkpoints SET state = zeroblob(10) WHERE run_id = ${ENDED}`))).toEqual([
    'changed',
  ]);
  for (const table of ['params', 'finals', 'sweep_runs']) {
    const findings = complete(`DELETE FROM ${table} WHERE run_id = ${ENDED}`);
    expect(new Set(kinds(findings))).toEqual(new Set(['lost']));
  }
});

test('finds runs that are stuck: one that runs, a lease, an attempt that never ended, a sweep', () => {
  for (const sql of [
    `UPDATE attempts SET outcome = NULL WHERE run_id = ${ENDED}`,
    `INSERT INTO leases (run_id, attempt, pid, renewed_ms, lease_ms) VALUES (${ENDED}, 1, 1, 1, 1)`,
    `UPDATE attempts SET number = 2 WHERE run_id = ${ENDED}`,
    `UPDATE sweeps SET finished_at = NULL`,
  ]) {
    const found = kinds(complete(sql));
    expect(found).toContain('stuck');
    expect(new Set(found)).toEqual(new Set(['stuck']));
  }
  const running = complete(`UPDATE runs SET status = 'running' WHERE id = ${ENDED}`);
  expect(new Set(kinds(running))).toEqual(new Set(['stuck', 'changed']));
});

test('finds nothing in a run that goes on and has all up to its checkpoint', () => {
  expect(interrupted(INTERRUPT)).toEqual([]);
});

test('of a run that goes on, misses points up to its checkpoint, and compares those beyond', () => {
  const one = (iteration: string): string =>
    `WHERE (run_id, metric_id, iteration) IN
       (SELECT run_id, metric_id, iteration FROM points WHERE run_id = ${LONG} AND iteration ${iteration} LIMIT 1)`;
  expect(kinds(interrupted(`${INTERRUPT} DELETE FROM points ${one('= 1000')}`))).toEqual(['lost']);
  expect(interrupted(`${INTERRUPT} DELETE FROM points ${one('> 1000')}`)).toEqual([]);
  expect(kinds(interrupted(`${INTERRUPT} UPDATE points SET value = 1 ${one('> 1000')}`))).toEqual([
    'changed',
  ]);
});

test('of runs that have ended, misses rows while others go on', () => {
  const first = `WHERE run_id = ${ENDED}`;
  expect(kinds(interrupted(`${INTERRUPT} DELETE FROM finals ${first}`))).toContain('lost');
  expect(kinds(interrupted(`${INTERRUPT} DELETE FROM checkpoints ${first}`))).toEqual(['lost']);
});

test('sees that a file is damaged', () => {
  const path = broken('');
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(64, 0xff), 0, 64, 100 * 4096);
  closeSync(file);
  expect(kinds(compareInterrupted(path, contents).findings)).toContain('damaged');
});
