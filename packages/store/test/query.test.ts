import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { openStore, query, streamQuery } from '../src/index.ts';
import { addRun, contents, temporaryFolder, temporaryStore } from './support/fixtures.ts';

it('gives columns and rows, columns of the same name too', () => {
  const { path } = temporaryStore();
  expect(
    query(path, `SELECT 1 AS a, 'x' AS a, NULL AS b, 9e999 AS c UNION ALL SELECT 2, 'y', 0.5, -9e999`),
  ).toEqual({
    columns: ['a', 'a', 'b', 'c'],
    rows: [
      [1, 'x', null, Infinity],
      [2, 'y', 0.5, -Infinity],
    ],
  });
  expect(query(path, 'WITH t AS (SELECT id FROM runs) SELECT * FROM t')).toEqual({
    columns: ['id'],
    rows: [],
  });
});

it('refuses whatever is not one query that reads, and changes nothing', () => {
  const store = temporaryStore();
  addRun(store);
  store.close();
  const folder = join(store.path, '..');
  const before = contents(folder);
  for (const sql of [
    'DELETE FROM runs',
    'DELETE FROM runs RETURNING id',
    'WITH t AS (SELECT 1) UPDATE runs SET status = 1',
    'DROP TABLE runs',
    'PRAGMA user_version = 3',
    'PRAGMA journal_mode = DELETE',
    'PRAGMA query_only = OFF',
    `VACUUM INTO '${folder}/copy.db'`,
    `ATTACH '${folder}/new.db' AS new`,
    'BEGIN',
    'SAVEPOINT a',
    'VACUUM',
    'REINDEX',
    'ANALYZE',
    'DETACH main',
    'CREATE TEMP TABLE t (x)',
    'CREATE TEMP TRIGGER t AFTER INSERT ON runs BEGIN SELECT 1; END',
    'CREATE VIRTUAL TABLE t USING fts5(x)',
    'INSERT INTO runs DEFAULT VALUES RETURNING id',
    'WITH t AS (SELECT 1) DELETE FROM runs RETURNING id',
    'PRAGMA writable_schema = ON',
    'PRAGMA schema_version = 7',
    'PRAGMA application_id = 7',
    'PRAGMA wal_checkpoint(TRUNCATE)',
    'PRAGMA optimize',
    `PRAGMA temp_store_directory = '${folder}'`,
    `ATTACH 'file:${folder}/new.db?mode=rwc' AS new`,
  ]) {
    expect(() => query(store.path, sql)).toThrow(InputError);
    expect(() => query(store.path, sql)).toThrow('expected SQL that reads');
  }
  expect(() => query(store.path, 'SELECT 1; DELETE FROM runs')).toThrow(
    "expected one SQL statement, found more than one in 'SELECT 1; DELETE FROM runs'",
  );
  for (const nothing of [' -- nothing', '']) {
    expect(() => query(store.path, nothing)).toThrow(/^expected one SQL statement, found none$/);
  }
  expect(() => query(store.path, 'SELECT 1\0; DELETE FROM runs')).toThrow('a NUL character');
  expect(contents(folder)).toEqual(before);
});

it('has no function that touches a file, and pragmas that read leave nothing behind', () => {
  const store = temporaryStore();
  addRun(store);
  store.close();
  const folder = join(store.path, '..');
  const before = contents(folder);
  for (const sql of [
    `SELECT load_extension('${folder}/x.so')`,
    `SELECT writefile('${folder}/x', 'x')`,
    `SELECT readfile('${store.path}')`,
    `SELECT edit('x')`,
    `SELECT fts3_tokenizer('simple', x'00')`,
    `SELECT zeroblob(1e9)`,
  ]) {
    expect(() => query(store.path, sql)).toThrow('SQLite refused the query');
  }
  for (const setting of [
    'locking_mode = EXCLUSIVE',
    'secure_delete = 1',
    'journal_size_limit = 0',
    'max_page_count = 1',
  ]) {
    expect(query(store.path, `PRAGMA ${setting}`).rows).toHaveLength(1);
  }
  expect(contents(folder)).toEqual(before);
  openStore(store.path).close();
});

it("passes on SQLite's word on mistakes, at reading time too", () => {
  const { path } = temporaryStore();
  const failure =
    (sql: string): (() => void) =>
    () =>
      void query(path, sql);
  expect(failure('SELEC 1')).toThrow(InputError);
  expect(failure('SELEC 1')).toThrow('near "SELEC": syntax error');
  expect(failure('SELECT absent FROM runs')).toThrow('no such column: absent');
  expect(failure(`SELECT json_extract('{', '$')`)).toThrow(/SQLite refused the query: malformed JSON/);
});

it('says how a column with a dot in its name is written', () => {
  const store = temporaryStore();
  addRun(store);
  const failure =
    (sql: string): (() => void) =>
    () =>
      void query(store.path, sql);
  const expected =
    'expected a column with a dot in its name in double quotes, found init.std; write "init.std"';
  expect(failure('SELECT init.std FROM run_table')).toThrow(expected);
  expect(failure('SELECT r.init.std FROM run_table r')).toThrow(expected);
  expect(failure('SELECT init.sdt FROM run_table')).toThrow(/^((?!double quotes).)*$/s);
  expect(query(store.path, 'SELECT "init.std" FROM run_table').rows).toEqual([[0.01]]);
});

it('says which table or column is near to one that is not there', () => {
  const { path } = temporaryStore();
  expect(() => query(path, 'SELECT 1 FROM trails')).toThrow(
    "no such table: trails, in 'SELECT 1 FROM trails': expected a table or a view, found trails; did you mean trials?",
  );
  expect(() => query(path, 'SELECT 1 FROM main.run_tabel')).toThrow(
    'found main.run_tabel; did you mean run_table?',
  );
  expect(() => query(path, 'SELECT 1 FROM elsewhere')).toThrow(
    /found elsewhere; there are: attempts, .*cells, /,
  );
  expect(() => query(path, 'SELECT objectiv FROM trials')).toThrow(
    'expected a column of trials, found objectiv; did you mean objective?',
  );
  expect(() => query(path, 'SELECT e.itration FROM events e JOIN runs ON run_id = id')).toThrow(
    'expected a column of events or runs, found e.itration; did you mean iteration?',
  );
  expect(() => query(path, 'SELECT x FROM final')).toThrow(
    'expected a column of final, found x; there are: run_id, metric, value',
  );
  expect(() => query(path, 'SELECT x')).toThrow(/no such column: x, in 'SELECT x'$/);
});

it('refuses files that are no store, as opening does', () => {
  const folder = temporaryFolder();
  expect(() => query(join(folder, 'none.db'), 'SELECT 1')).toThrow('found no file');
  expect(contents(folder)).toEqual({});
});

it('leaves a store that is being written as it is', () => {
  const store = temporaryStore();
  addRun(store);
  const before = readFileSync(store.path);
  expect(query(store.path, 'SELECT count(*) FROM runs').rows).toEqual([[1]]);
  expect(readFileSync(store.path).equals(before)).toBe(true);
});

describe('a query whose rows are taken one by one', () => {
  const rows = (path: string, sql: string) =>
    streamQuery(path, sql, async ({ columns, blocks }) => ({
      columns: columns.map(({ name }) => name),
      rows: [...blocks].map(({ same }) => same),
    }));

  it('gives values as they are stored', async () => {
    const { path } = temporaryStore();
    expect(await rows(path, `SELECT 9223372036854775807 AS a, 2.0 AS a, 9e999, NULL, x'01'`)).toEqual({
      columns: ['a', 'a', '9e999', 'NULL', "x'01'"],
      rows: [[9223372036854775807n, 2, Infinity, null, Buffer.of(1)]],
    });
  });

  it('refuses as any other, before its first row and later', async () => {
    const { path } = temporaryStore();
    await expect(rows(path, 'DELETE FROM runs')).rejects.toThrow(InputError);
    const late = `SELECT json_extract(x, '$') FROM (SELECT '{}' AS x UNION ALL SELECT '{')`;
    await expect(rows(path, late)).rejects.toThrow(/SQLite refused the query: malformed JSON/);
  });

  it('waits for whoever takes them', async () => {
    const { path } = temporaryStore();
    const found = await streamQuery(path, 'SELECT 1 UNION ALL SELECT 2', async ({ blocks }) => {
      const values: unknown[] = [];
      for (const { same } of blocks) {
        await new Promise((resolve) => setImmediate(resolve));
        values.push(...same);
      }
      return values;
    });
    expect(found).toEqual([1n, 2n]);
  });
});
