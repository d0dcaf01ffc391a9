import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { InputError } from '@ranksweep/core';
import { expect, it } from 'vitest';
import { requireHealthy } from '../src/opening/health.ts';
import { openStore, query } from '../src/index.ts';
import { addRun, chunk, contents, take, temporaryFolder } from './support/fixtures.ts';

const PAGE_BYTES = 4096;
const TIMEOUT_MS = 1000;

/** A store with some hundred pages of points; nothing in its log. @returns its path and its run's id */
function filledStore(): { path: string; runId: number } {
  const path = join(temporaryFolder(), 'a.db');
  const store = openStore(path);
  const runId = addRun(store);
  const iterations = Array.from({ length: 20_000 }, (_, i) => i);
  store.appendChunk(runId, take(store, runId), chunk(iterations, { a: iterations }));
  store.close();
  return { path, runId };
}

/** The first page of a table with rows in it. */
function pageOf(path: string, table: string): number {
  const database = new Database(path);
  const page = database
    .prepare<[string], number>(`SELECT min(pageno) FROM dbstat WHERE name = ? AND pagetype = 'leaf'`)
    .pluck()
    .get(table)!;
  database.close();
  return page;
}

function damage(path: string, page: number): void {
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0x5a, (page - 1) * PAGE_BYTES, (page - 1) * PAGE_BYTES + 200));
}

/** Opening to write is refused, with the file and what is beside it left as they are. */
function expectRefusedToWrite(path: string): void {
  const folder = join(path, '..');
  const before = contents(folder);
  for (const part of ['expected an intact database', 'it is damaged', path, 'restore a backup', '.recover']) {
    expect(() => openStore(path)).toThrow(part);
  }
  expect(() => openStore(path)).toThrow(InputError);
  expect(contents(folder)).toEqual(before);
}

it.each(['points', 'runs', 'sweeps', 'leases'])('is not opened to write with damage to %s', (table) => {
  const { path } = filledStore();
  damage(path, pageOf(path, table));
  expectRefusedToWrite(path);
});

it('is not opened to write when cut short', () => {
  const { path } = filledStore();
  writeFileSync(path, readFileSync(path).subarray(0, 10 * PAGE_BYTES));
  expectRefusedToWrite(path);
});

it('leaves the log of a damaged database as it is', () => {
  const { path, runId } = filledStore();
  const writer = openStore(path);
  writer.appendChunk(runId, 1, chunk([1], { b: [2] }));
  const folder = temporaryFolder();
  const copy = join(folder, 'copy.db');
  for (const end of ['', '-wal', '-shm']) copyFileSync(`${path}${end}`, `${copy}${end}`);
  writer.close();
  damage(copy, pageOf(path, 'points'));
  expect(statSync(`${copy}-wal`).size).toBeGreaterThan(0);
  const log = readFileSync(`${copy}-wal`);
  const file = readFileSync(copy);
  expect(() => openStore(copy)).toThrow('it is damaged');
  expect(readFileSync(`${copy}-wal`).equals(log)).toBe(true);
  expect(readFileSync(copy).equals(file)).toBe(true);
});

it('has nothing of its log written into it by a reader', () => {
  const { path, runId } = filledStore();
  const writer = openStore(path);
  writer.appendChunk(runId, 1, chunk([1], { b: [2] }));
  const copy = join(temporaryFolder(), 'copy.db');
  for (const end of ['', '-wal']) copyFileSync(`${path}${end}`, `${copy}${end}`);
  writer.close();
  const before = [readFileSync(copy), readFileSync(`${copy}-wal`)];
  const reader = openStore(copy, { readOnly: true });
  expect(reader.recordedMetrics(runId)).toEqual(['a', 'b']);
  reader.close();
  expect([readFileSync(copy), readFileSync(`${copy}-wal`)]).toEqual(before);
});

it('of a large file looks at what all else hangs on', () => {
  const { path } = filledStore();
  const large = { timeoutMs: TIMEOUT_MS, checkedWhole: 0 };
  expect(requireHealthy(path, large)).toBeUndefined();
  damage(path, pageOf(path, 'points'));
  expect(requireHealthy(path, large)).toBeUndefined();
  expect(() => requireHealthy(path, { timeoutMs: TIMEOUT_MS })).toThrow('it is damaged');
  damage(path, pageOf(path, 'runs'));
  expect(() => requireHealthy(path, large)).toThrow('it is damaged');
});

it('tells of damage where it is met', () => {
  const { path, runId } = filledStore();
  const writer = openStore(path);
  damage(path, pageOf(path, 'points'));
  const reader = openStore(path, { readOnly: true });
  const meetings = [
    () => reader.trajectory(runId, '*'),
    () => [...reader.trajectoryParts(runId)],
    () => query(path, 'SELECT sum(value) FROM points'),
    () => openStore(path, { readOnly: true }).trajectory(runId, ['a']),
  ];
  for (const meeting of meetings) {
    expect(meeting).toThrow(InputError);
    expect(meeting).toThrow(`it is damaged: ${path}`);
  }
  reader.close();
  writer.close();
});

it('tells of damage to a store that is being written', () => {
  const { path, runId } = filledStore();
  const writer = openStore(path);
  damage(path, pageOf(path, 'leases'));
  expect(() => writer.appendChunk(runId, 1, chunk([5], { a: [1] }))).toThrow('it is damaged');
  writer.close();
});

it.each(['runs', 'sweeps', 'points'])('tells of a table %s that is lost while it is open', (table) => {
  const { path, runId } = filledStore();
  const store = openStore(path, { readOnly: true });
  const other = new Database(path);
  other.pragma('foreign_keys = OFF');
  other.exec(`DROP VIEW run_table; DROP VIEW trajectory; DROP TABLE ${table}`);
  other.close();
  const readings = {
    runs: () => store.run(1),
    sweeps: () => store.sweeps(),
    points: () => store.recordedMetrics(runId),
  };
  expect(readings[table as keyof typeof readings]).toThrow(InputError);
  expect(readings[table as keyof typeof readings]).toThrow(`no such table: ${table}`);
  store.close();
});
