import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { openStore } from '../src/index.ts';
import { migrate, versionOf } from '../src/migrations/migrate.ts';
import { migrations } from '../src/migrations/migrations.ts';
import { addRun, contents, temporaryFolder } from './support/fixtures.ts';

function storeOfThisVersion(): { path: string; database: Database.Database } {
  const path = join(temporaryFolder(), 'a.db');
  const store = openStore(path);
  addRun(store);
  store.close();
  const database = new Database(path);
  onTestFinished(() => void database.close());
  return { path, database };
}

const next = [
  ...migrations,
  { sql: 'ALTER TABLE runs ADD COLUMN note TEXT' },
  { sql: `UPDATE runs SET note = 'x'` },
];

it('brings an older database up to date and keeps what is in it', () => {
  const { database } = storeOfThisVersion();
  database.pragma('foreign_keys = OFF');
  migrate(database, next);
  expect(versionOf(database, next)).toBe(migrations.length + 2);
  expect(database.prepare('SELECT note FROM runs').pluck().all()).toEqual(['x']);
  expect(database.prepare('SELECT "init.std" FROM run_table').pluck().all()).toEqual([0.01]);
});

it('applies all missing migrations or none', () => {
  const { database } = storeOfThisVersion();
  database.pragma('foreign_keys = OFF');
  const schema = (): unknown => database.prepare('SELECT name, sql FROM sqlite_schema').all();
  const before = schema();
  expect(() => migrate(database, [...next, { sql: 'CREATE TABLE runs (x)' }])).toThrow('already exists');
  expect(() => migrate(database, [...next, { sql: 'DELETE FROM sweeps' }])).toThrow('dangling rows');
  expect(schema()).toEqual(before);
  expect(versionOf(database)).toBe(migrations.length);
});

it('writes the new version where the header shows it, not only in the log', () => {
  const { path, database } = storeOfThisVersion();
  database.pragma('foreign_keys = OFF');
  migrate(database, next);
  const version = Buffer.from(contents(join(path, '..'))[path]!, 'base64').readUInt32BE(60);
  expect(version).toBe(migrations.length + 2);
});

it('brings an older database up to date for those who only read it, too', () => {
  const path = join(temporaryFolder(), 'old.db');
  const database = new Database(path);
  database.pragma('foreign_keys = OFF');
  migrate(database, migrations.slice(0, -1));
  database.close();
  const store = openStore(path, { readOnly: true });
  onTestFinished(() => store.close());
  expect(store.sweeps()).toEqual([]);
});

it('does nothing to a database that is up to date', () => {
  const { database } = storeOfThisVersion();
  const changes = database.pragma('data_version', { simple: true });
  migrate(database);
  expect(database.pragma('data_version', { simple: true })).toBe(changes);
});

it('gives no number of a deleted sweep again when sweeps may be cancelled', () => {
  const path = join(temporaryFolder(), 'old.db');
  const database = new Database(path);
  onTestFinished(() => void database.close());
  migrate(database, migrations.slice(0, 4));
  const insert = database.prepare(
    `INSERT INTO sweeps (name, definition, preset, spec, spec_hash, status, created_at)
     VALUES ('a', 'a', 'quick', '{}', ?, 'interrupted', '2026-01-01T00:00:00.000Z')`,
  );
  for (const hash of ['first', 'second', 'third']) insert.run(hash);
  database.exec('DELETE FROM sweeps WHERE id > 1');
  database.pragma('foreign_keys = OFF');
  migrate(database);
  expect(database.prepare('SELECT id, status FROM sweeps').all()).toEqual([{ id: 1, status: 'interrupted' }]);
  expect(insert.run('fourth').lastInsertRowid).toBe(4);
  database.exec(`UPDATE sweeps SET status = 'cancelled'`);
});
