import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { InputError } from '@ranksweep/core';
import { expect, it } from 'vitest';
import { openStore } from '../src/index.ts';
import { migrations } from '../src/migrations/migrations.ts';
import { runChildren } from './support/children.ts';
import { addRun, chunk, contents, take, temporaryFolder } from './support/fixtures.ts';

const APPLICATION_ID = 0x726b7377;

function sqliteFile(path: string, sql: string): string {
  const database = new Database(path);
  database.exec(sql);
  database.close();
  return path;
}

/** Opening must fail with an InputError that says so, for reading and for writing unless told, and change nothing. */
function expectRefused(folder: string, path: string, message: string | RegExp, modes = [true, false]): void {
  const before = contents(folder);
  for (const readOnly of modes) {
    const open = (): unknown => (readOnly ? openStore(path, { readOnly }) : openStore(path));
    expect(open).toThrow(InputError);
    expect(open).toThrow(message);
    expect(contents(folder)).toEqual(before);
  }
}

it('creates folder and file, and opens them again', () => {
  const path = join(temporaryFolder(), 'results', 'deep', 'ranksweep.db');
  const store = openStore(path);
  addRun(store);
  store.close();
  const again = openStore(path);
  expect(again.sweeps()).toHaveLength(1);
  again.close();
});

it('marks the file as a ranksweep database of this version, with a write-ahead log', () => {
  const path = join(temporaryFolder(), 'a.db');
  openStore(path).close();
  const client = new Database(path, { readonly: true });
  expect(client.pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
  expect(client.pragma('user_version', { simple: true })).toBe(migrations.length);
  expect(client.pragma('journal_mode', { simple: true })).toBe('wal');
  client.close();
});

it('takes an empty file, and an SQLite database without anything in it, as new', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.db'), '');
  sqliteFile(join(folder, 'b.db'), 'CREATE TABLE t (x); DROP TABLE t;');
  for (const name of ['a.db', 'b.db']) {
    const store = openStore(join(folder, name));
    expect(store.sweeps()).toEqual([]);
    store.close();
  }
});

it('reads a store without changing its file or leaving others next to it', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.db');
  const writer = openStore(path);
  const runId = addRun(writer);
  writer.close();
  const before = contents(folder);
  const store = openStore(path, { readOnly: true });
  expect(store.run(runId)?.status).toBe('pending');
  store.close();
  expect(contents(folder)).toEqual(before);
});

it('gives a reader no way to write', () => {
  const path = join(temporaryFolder(), 'a.db');
  openStore(path).close();
  const store = openStore(path, { readOnly: true });
  expect(store).not.toHaveProperty('upsertSweep');
  store.close();
});

it('reads while a writer is open, and sees what was committed', () => {
  const path = join(temporaryFolder(), 'a.db');
  const writer = openStore(path);
  const reader = openStore(path, { readOnly: true });
  const runId = addRun(writer);
  writer.appendChunk(runId, take(writer, runId), chunk([0], { a: [1] }));
  expect(reader.recordedMetrics(runId)).toEqual(['a']);
  reader.close();
  writer.close();
});

it('refuses a file of another kind', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'notes.txt');
  for (const text of ['short', 'not a database at all. '.repeat(1000), 'SQLite format 3\0']) {
    writeFileSync(path, text);
    expectRefused(folder, path, `expected an SQLite database, found a file of another kind at ${path}`);
  }
});

it("refuses another program's SQLite database", () => {
  const folder = temporaryFolder();
  const path = join(folder, 'bookmarks.db');
  sqliteFile(path, 'CREATE TABLE bookmarks (url)');
  expectRefused(folder, path, `found an SQLite database of another program at ${path}`);
  sqliteFile(join(folder, 'marked.db'), 'PRAGMA application_id = 7');
  expectRefused(folder, join(folder, 'marked.db'), 'of another program');
});

it("refuses another program's database that is open with everything still in its log", () => {
  const folder = temporaryFolder();
  const path = join(folder, 'other.db');
  const other = new Database(path);
  other.pragma('journal_mode = WAL');
  other.exec('CREATE TABLE t (x)');
  expectRefused(folder, path, 'of another program');
  other.close();
});

it('refuses a database of a newer version', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.db');
  openStore(path).close();
  sqliteFile(path, `PRAGMA user_version = ${migrations.length + 1}`);
  const known = migrations.length;
  expectRefused(folder, path, `schema version ${known} or older, found version ${known + 1} at ${path}`);
});

it('refuses a newer version that only the log tells of', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.db');
  openStore(path).close();
  const newer = new Database(path);
  newer.pragma('user_version = 99');
  const file = readFileSync(path);
  expect(file.readUInt32BE(60)).toBe(migrations.length);
  expect(() => openStore(path)).toThrow('found version 99');
  expect(() => openStore(path, { readOnly: true })).toThrow('found version 99');
  expect(readFileSync(path).equals(file)).toBe(true);
  newer.close();
});

it('refuses to read a missing or empty file', () => {
  const folder = temporaryFolder();
  expectRefused(folder, join(folder, 'missing.db'), 'found no file', [true]);
  expectRefused(folder, join(folder, 'no', 'such', 'folder.db'), 'found no file', [true]);
  writeFileSync(join(folder, 'empty.db'), '');
  expectRefused(folder, join(folder, 'empty.db'), 'found an empty file', [true]);
  expect(existsSync(join(folder, 'no'))).toBe(false);
});

it('refuses a folder, and a path through a file', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'sub'));
  expectRefused(folder, join(folder, 'sub'), 'found a folder');
  writeFileSync(join(folder, 'file'), 'text');
  expectRefused(folder, join(folder, 'file', 'a.db'), 'a part of the path is not a folder', [false]);
  expectRefused(folder, '/dev/null', 'found a device');
});

it('refuses a damaged store', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.db');
  openStore(path).close();
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0x5a, 100, bytes.length));
  expectRefused(folder, path, 'it is damaged');
});

it('takes a path as it is written: no URI, no white space lost', () => {
  const folder = temporaryFolder();
  expectRefused(folder, join(folder, 'a.db '), 'does not end in white space');
  const odd = join(folder, 'file:a?mode=memory');
  openStore(odd).close();
  expect(existsSync(odd)).toBe(true);
});

it('is created once by processes that all want to', async () => {
  const path = join(temporaryFolder(), 'a.db');
  const opened = await runChildren(4, 'open.ts', path);
  expect(opened).toEqual(Array(4).fill('opened'));
  const client = new Database(path, { readonly: true });
  expect(client.pragma('integrity_check', { simple: true })).toBe('ok');
  client.close();
});
