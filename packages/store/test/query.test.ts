import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';
import { expect, it } from 'vitest';
import { query } from '../src/index.ts';
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
  ]) {
    expect(() => query(store.path, sql)).toThrow(InputError);
    expect(() => query(store.path, sql)).toThrow('expected SQL that reads');
  }
  expect(() => query(store.path, 'SELECT 1; DELETE FROM runs')).toThrow('expected one SQL statement');
  expect(() => query(store.path, ' -- nothing')).toThrow('expected one SQL statement');
  expect(contents(folder)).toEqual(before);
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
