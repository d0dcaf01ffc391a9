/** Any SQLite client reads a store, without an extension and without this package. */
import { execFileSync, spawnSync } from 'node:child_process';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { Store } from '../src/index.ts';
import { addRun, chunk, done, take, temporaryStore } from './support/fixtures.ts';

function storeWithOneRun(): Store {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  store.appendChunk(runId, attempt, chunk([0, 25, 50], { train_loss: [4, NaN, Infinity] }));
  const events = [{ iteration: 25, kind: 'rise', subject: 'train_loss', value: 1 }] as const;
  store.finishRun(runId, attempt, { ...done, events });
  return store;
}

/** The public contract: name -> columns. */
const contract = {
  sweeps: 'id name definition preset spec spec_hash status created_at finished_at',
  runs:
    'id config trajectory_hash arithmetic seed status engine device iterations stop_reason error started_at ' +
    'finished_at wall_ms attempts',
  sweep_runs: 'sweep_id run_id part cell run_name',
  cells: 'sweep_id part cell name value',
  params: 'run_id name value',
  metrics: 'id name unit description digest',
  points: 'run_id metric_id iteration value',
  finals: 'run_id metric_id value',
  earlier_finals: 'run_id iteration metric_id value digest',
  events: 'run_id iteration kind subject value',
  attempts: 'run_id number lane host device engine versions git_sha started_at ended_at outcome error digest',
  checkpoints: 'run_id iteration state end_only digest',
  run_digests: 'run_id points record',
  sweep_digests: 'sweep_id record',
  leases: 'run_id attempt pid process_started_at pid_namespace boot_id renewed_ms lease_ms',
  tags: 'sweep_id tag',
  collected_segments: 'folder name collected_at',
  skips: 'sweep_id run_id because_run_id axis rule reason',
  skipped: 'sweep_id run_id because_run_id axis rule reason',
  trials: 'sweep_id part number cell state objective rung',
  trajectory: 'run_id metric iteration value',
  final: 'run_id metric value',
  ranked_runs: 'sweep_id part cell run_id metric value place',
  cell_finals: 'sweep_id part cell metric runs median mean least most',
  cell_trajectory: 'sweep_id part cell metric iteration runs median least most',
};

it('has the tables, views and columns that scripts depend on, and no others', () => {
  const client = new Database(storeWithOneRun().path, { readonly: true });
  const names = client
    .prepare(`SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'`)
    .pluck()
    .all();
  expect(names.toSorted()).toEqual([...Object.keys(contract), 'run_table'].toSorted());
  const columns = client.prepare('SELECT name FROM pragma_table_info(?)').pluck();
  for (const [name, expected] of Object.entries(contract)) {
    expect(columns.all(name).join(' ')).toBe(expected);
  }
  client.close();
});

it('is sound, and refuses rows that point nowhere', () => {
  const store = storeWithOneRun();
  const client = new Database(store.path);
  expect(client.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(client.pragma('foreign_key_check')).toEqual([]);
  expect(() => client.exec('INSERT INTO points VALUES (99, 1, 0, 0)')).toThrow('FOREIGN KEY');
  client.exec('DELETE FROM runs');
  for (const table of ['points', 'finals', 'events', 'attempts', 'params', 'sweep_runs']) {
    expect(client.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
  }
  client.close();
});

it('keeps points in their primary key, and finds them by it', () => {
  const client = new Database(storeWithOneRun().path, { readonly: true });
  const plan = client
    .prepare<[], { detail: string }>(
      `EXPLAIN QUERY PLAN SELECT iteration, value FROM trajectory WHERE run_id = 1 AND metric = 'train_loss'`,
    )
    .all()
    .map(({ detail }) => detail);
  expect(plan.join('\n')).toContain('SEARCH points USING PRIMARY KEY (run_id=? AND metric_id=?)');
  client.close();
});

const noClient = spawnSync('sqlite3', ['--version']).status !== 0;
it.skipIf(noClient)('is read by the sqlite3 command (skipped where that is not on PATH)', () => {
  const { path } = storeWithOneRun();
  const sqlite3 = (sql: string): string =>
    execFileSync('sqlite3', ['-readonly', '-nullvalue', 'NULL', path, sql], { encoding: 'utf8' }).trim();
  expect(sqlite3('SELECT * FROM trajectory')).toBe(
    '1|train_loss|0|4.0\n1|train_loss|25|NULL\n1|train_loss|50|Inf',
  );
  expect(sqlite3('SELECT "init.std", train_loss, status FROM run_table')).toBe('0.01|Inf|done');
  expect(sqlite3('SELECT kind FROM events WHERE value < 2')).toBe('rise');
});
