import { join } from 'node:path';
import Database from 'better-sqlite3';
import { InputError } from '@ranksweep/core';
import { expect, it } from 'vitest';
import { openStore, query } from '../src/index.ts';
import { migrations } from '../src/migrations/migrations.ts';
import { isRunTable } from '../src/rows/runTable.ts';
import { addRun, chunk, contents, take, temporaryFolder } from './support/fixtures.ts';

/** A store with a run, its metrics and events, changed by another program. */
function storeChanged(sql: string): { folder: string; path: string } {
  const folder = temporaryFolder();
  const path = join(folder, 'a.db');
  const store = openStore(path);
  const runId = addRun(store);
  store.appendChunk(runId, take(store, runId), chunk([0, 1], { train_loss: [1, 2], 'it\'s "x"': [3, 4] }));
  store.close();
  const other = new Database(path);
  other.unsafeMode();
  other.exec(sql);
  other.close();
  return { folder, path };
}

const tamperWith = (change: string): string =>
  `PRAGMA writable_schema = ON; ${change}; PRAGMA writable_schema = RESET`;

it.each([
  [
    'CREATE TRIGGER "a ""b" AFTER INSERT ON points BEGIN DELETE FROM runs; END',
    String.raw`the trigger "a \"b" on "points"`,
  ],
  ['CREATE TRIGGER b INSTEAD OF DELETE ON final BEGIN DELETE FROM runs; END', 'the trigger "b" on "final"'],
  ['CREATE UNIQUE INDEX once ON points (run_id, iteration % 2, metric_id)', 'the index "once" on "points"'],
  [
    'DROP VIEW final; CREATE VIEW final AS SELECT 1 AS run_id, 2 AS metric, 3 AS value',
    'the view final is not as',
  ],
  ['DROP VIEW final; CREATE TABLE final (run_id, metric, value)', 'the table final is not as'],
  ['DROP VIEW final', 'no such view: final'],
  ['DROP VIEW trajectory; CREATE VIEW Trajectory AS SELECT 1', 'the view Trajectory is not as'],
  [
    'DROP VIEW run_table; CREATE VIEW run_table AS SELECT id AS run_id, randomblob(1e9) FROM runs',
    'the view run_table is not as',
  ],
  [
    'DROP INDEX runs_by_status; CREATE UNIQUE INDEX runs_by_status ON runs (status)',
    'the index runs_by_status is not as',
  ],
  ['DROP TABLE tags', 'no such table: tags'],
  ['ALTER TABLE runs ADD COLUMN more TEXT', 'the table runs is not as'],
  [
    tamperWith(`UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'metrics'`),
    'the table metrics is not as',
  ],
])('refuses a schema that another program has changed, and changes nothing: %s', (sql, part) => {
  const { folder, path } = storeChanged(sql);
  const before = contents(folder);
  for (const open of [
    () => openStore(path),
    () => openStore(path, { readOnly: true }),
    () => query(path, 'SELECT 1'),
  ]) {
    expect(open).toThrow(InputError);
    expect(open).toThrow(part);
  }
  expect(contents(folder)).toEqual(before);
  const store = openStore(join(folder, 'into.db'));
  expect(() => store.mergeFrom(path)).toThrow(InputError);
  expect(() => store.mergeFrom(path)).toThrow(part);
  expect(store.sweeps()).toEqual([]);
  store.close();
});

it.each([
  'CREATE TABLE notes (run_id INTEGER REFERENCES runs (id), text)',
  'CREATE VIEW mine AS SELECT no_such_column FROM runs',
  'CREATE INDEX mine ON points (value)',
  'CREATE UNIQUE INDEX mine ON points (run_id, metric_id, iteration); DROP INDEX mine',
  'DROP INDEX runs_by_status',
  'ANALYZE',
  'VACUUM',
])('leaves what others have added under names of their own: %s', (sql) => {
  const { path } = storeChanged(sql);
  for (const readOnly of [true, false] as const) {
    const store = readOnly ? openStore(path, { readOnly }) : openStore(path);
    expect(store.sweeps()).toHaveLength(1);
    store.close();
  }
});

it('refuses a trigger in a database of an older version before it migrates that', () => {
  const path = join(temporaryFolder(), 'old.db');
  const old = new Database(path);
  old.exec(
    `${migrations[0]!.sql}; PRAGMA application_id = ${0x726b7377}; PRAGMA user_version = 1; CREATE VIEW run_table AS SELECT runs.id AS run_id FROM runs; CREATE TRIGGER b AFTER INSERT ON runs BEGIN DELETE FROM sweeps; END`,
  );
  expect(() => openStore(path)).toThrow('the trigger "b" on "runs"');
  expect(old.pragma('user_version', { simple: true })).toBe(1);
  old.close();
});

it('knows the view of all runs whatever the names in it, and nothing beside it', () => {
  const { path } = storeChanged('');
  const text = query(path, `SELECT sql FROM sqlite_schema WHERE name = 'run_table'`).rows[0]![0] as string;
  expect(text).toContain(`"it's ""x"""`);
  expect(isRunTable(text)).toBe(true);
  for (const other of [
    text.replace(' FROM runs', ', load_extension(1) FROM runs'),
    text.replace(/ FROM runs$/, ', (SELECT value FROM finals) AS "y" FROM runs'),
    `${text}; SELECT 1`,
    text.replace('metric_id = 1', 'metric_id = random()'),
    text.replace("name = 'init.std'", "name = 'init.std' || '' OR 'x'"),
  ]) {
    expect(other).not.toBe(text);
    expect(isRunTable(other)).toBe(false);
  }
});
