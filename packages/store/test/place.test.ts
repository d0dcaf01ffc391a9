import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backUp, openStore, query, type Store } from '../src/index.ts';
import { killHard, startChild } from './support/children.ts';
import { addRun, chunk, take, temporaryFolder, temporaryStore } from './support/fixtures.ts';

interface Writing {
  readonly store: Store;
  readonly log: string;
  /** Writes the next point. */
  write(): void;
  readonly points: () => unknown;
}

/** A store with a run of which 40 points are written, some of them into the file, some into the log alone. */
function writing(): Writing {
  const store = openStore(join(temporaryFolder(), 'a.db'));
  onTestFinished(() => {
    try {
      store.close();
    } catch {
      // told by then
    }
  });
  const runId = addRun(store);
  const attempt = take(store, runId);
  let iteration = 0;
  const write = (): void => store.appendChunk(runId, attempt, chunk([iteration], { a: [iteration++] }));
  for (let i = 0; i < 20; i++) write();
  const client = new Database(store.path);
  client.pragma('wal_checkpoint(PASSIVE)');
  client.close();
  for (let i = 0; i < 20; i++) write();
  const points = (): unknown => query(store.path, 'SELECT count(*), sum(value) FROM points').rows;
  return { store, log: `${store.path}-wal`, write, points };
}

const sumUpTo = (n: number): number => (n * (n - 1)) / 2;

/** Writes are refused, and so they stay. */
function expectRefused({ write }: Writing, message: string): void {
  for (let i = 0; i < 2; i++) {
    expect(write).toThrow(InputError);
    expect(write).toThrow(message);
    expect(write).toThrow('npx ranksweep restore BACKUP --db');
  }
}

describe('a store that is being written refuses to go on', () => {
  it.each([
    ['cut to nothing', () => 0],
    ['cut in its header', () => 20],
    ['cut in its midst', (size: number) => Math.floor(size / 2)],
  ])('when its log is %s, and leaves all as it is', (_, length) => {
    const open = writing();
    const { store, log } = open;
    truncateSync(log, length(statSync(log).size));
    const before = [readFileSync(store.path), readFileSync(log)];
    expectRefused(open, 'found its log (-wal) cut short or overwritten meanwhile');
    store.close();
    expect([readFileSync(store.path), readFileSync(log)]).toEqual(before);
  });

  it.each(['another log', 'an earlier state of itself', 'zeros'])(
    'when %s is copied over its log, and leaves all as it is',
    (what) => {
      const open = writing();
      const { store, log, write } = open;
      const other = writing();
      const bytes = {
        'another log': readFileSync(other.log),
        'an earlier state of itself': readFileSync(log),
        zeros: Buffer.alloc(statSync(log).size),
      }[what]!;
      if (what === 'an earlier state of itself') write();
      writeFileSync(log, bytes);
      const before = readFileSync(store.path);
      expectRefused(open, 'cut short or overwritten meanwhile');
      store.close();
      expect(readFileSync(store.path)).toEqual(before);
      expect(readFileSync(log)).toEqual(bytes);
    },
  );

  it('when another database is copied over it, which stays as it was copied', async () => {
    const open = writing();
    const { store, write } = open;
    const backup = join(temporaryFolder(), 'backup.db');
    await backUp(store.path, backup);
    for (let i = 0; i < 10; i++) write();
    const bytes = readFileSync(backup);
    copyFileSync(backup, store.path);
    expectRefused(open, 'found another file copied over it meanwhile');
    store.close();
    expect(readFileSync(store.path)).toEqual(bytes);
  });

  it.each(['moved', 'deleted', 'replaced'])('when it is %s', (how) => {
    const open = writing();
    const { path } = open.store;
    if (how === 'replaced') {
      writeFileSync(`${path}.new`, readFileSync(path));
      renameSync(`${path}.new`, path);
    } else if (how === 'moved') renameSync(path, `${path}.old`);
    else rmSync(path);
    expectRefused(open, 'found it moved, deleted or replaced meanwhile');
  });

  it('when log and index are deleted, and another process has written there', async () => {
    const open = writing();
    const { store, log } = open;
    rmSync(log);
    rmSync(`${store.path}-shm`);
    const other = startChild('checkpoint.ts', store.path);
    expect(await other.firstLine).toBe('begun');
    await killHard(other);
    const before = readFileSync(store.path);
    expect(open.write).toThrow('found its log (-wal) or the index (-shm) deleted or replaced meanwhile');
    expectRefused(open, 'meanwhile');
    store.close();
    expect(readFileSync(store.path)).toEqual(before);
  });
});

describe('what was committed is saved into the database', () => {
  it.each([
    ['its log is deleted', (path: string) => rmSync(`${path}-wal`)],
    ['its log is moved', (path: string) => renameSync(`${path}-wal`, `${path}.old`)],
    [
      'its log is replaced',
      (path: string) => {
        writeFileSync(`${path}.new`, 'another');
        renameSync(`${path}.new`, `${path}-wal`);
      },
    ],
    [
      'log and index are deleted',
      (path: string) => {
        rmSync(`${path}-wal`);
        rmSync(`${path}-shm`);
      },
    ],
  ])('when %s', (_, spoil) => {
    const { store, write, points } = writing();
    spoil(store.path);
    for (let i = 0; i < 2; i++) expect(write).toThrow('deleted or replaced meanwhile');
    store.close();
    expect(points()).toEqual([[40, sumUpTo(40)]]);
    openStore(store.path).close();
  });
});

it('saves it also where another process has the database open, and is killed', async () => {
  const { store, log, write, points } = writing();
  const other = startChild('claim.ts', store.path, addRun(store, { part: 'other', trajectoryHash: 'other' }));
  expect(await other.firstLine).toBe('1');
  rmSync(log);
  expect(write).toThrow('deleted or replaced meanwhile');
  store.close();
  await killHard(other);
  expect(points()).toEqual([[40, sumUpTo(40)]]);
});

it('tells of it at the latest when it is closed, and once', () => {
  const { store, log, write } = writing();
  truncateSync(log, 0);
  expect(() => store.close()).toThrow('cut short or overwritten');
  expect(statSync(log).size).toBe(0);
  store.close();
  const told = writing();
  truncateSync(told.log, 0);
  expect(told.write).toThrow('cut short');
  told.store.close();
  expect(write).toThrow();
});

it('says nothing of what other honest programs do', { timeout: 60_000 }, async () => {
  const { store, write, points } = writing();
  const others = [startChild('checkpoint.ts', store.path), startChild('checkpoint.ts', store.path)];
  for (const other of others) expect(await other.firstLine).toBe('begun');
  for (let i = 0; i < 300; i++) {
    write();
    if (i % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    if (i % 50 === 0) {
      openStore(store.path, { readOnly: true }).close();
      utimesSync(store.path, 1, 1);
    }
  }
  for (const { process } of others) process.stdin!.end();
  await Promise.all(others.map(({ process }) => once(process, 'exit')));
  write();
  expect(points()).toEqual([[341, sumUpTo(341)]]);
  store.close();
  expect(points()).toEqual([[341, sumUpTo(341)]]);
});

it('says nothing of a log that a killed process has left, nor of one that begins anew', async () => {
  const { store, write } = writing();
  const other = temporaryStore();
  const writer = startChild('write.ts', other.path, addRun(other));
  expect(await writer.firstLine).toBe('writing');
  await killHard(writer);
  addRun(other, { part: 'other' });
  other.close();
  appendFileSync(`${store.path}-wal`, Buffer.alloc(10_000)); // as of a commit that was broken off
  write();
  store.close();
});

// SQLite's own newer versions see that locks are missing; others delete the log when they take themselves for the last.
it.skipIf(spawnSync('sqlite3', ['-version']).status !== 0)(
  'keeps its locks when the process reads the file by other ways',
  () => {
    const { store, log, write, points } = writing();
    openStore(store.path).close();
    openStore(store.path, { readOnly: true }).close();
    query(store.path, 'SELECT 1');
    execFileSync('sqlite3', [store.path, "INSERT INTO tags SELECT id, 'x' FROM sweeps"]);
    expect(statSync(log).size).toBeGreaterThan(0);
    write();
    expect(points()).toEqual([[41, sumUpTo(41)]]);
  },
);
