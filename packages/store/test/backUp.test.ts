import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { InputError } from '@ranksweep/core';
import { expect, it } from 'vitest';
import { backUp, openStore, query } from '../src/index.ts';
import { migrate } from '../src/migrations/migrate.ts';
import { migrations } from '../src/migrations/migrations.ts';
import { killHard, startChild } from './support/children.ts';
import { addRun, contents, temporaryFolder, temporaryStore } from './support/fixtures.ts';

it('copies one moment while another process writes, which goes on', async () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const writer = startChild('write.ts', store.path, runId);
  expect(await writer.firstLine).toBe('writing');
  const folder = temporaryFolder();
  const lengths: number[] = [];
  for (const name of ['1.db', '2.db', '3.db']) {
    const path = join(folder, name);
    await backUp(store.path, path);
    const copy = openStore(path);
    const [up, down] = copy.trajectory(runId, ['up', 'down']);
    const counted = Float64Array.from({ length: up!.values.length }, (_, i) => i + 1);
    expect(up!.values).toEqual(counted);
    expect(down!.values).toEqual(counted.map((n) => -n));
    expect(copy.run(runId)).toMatchObject({ status: 'running', iterations: counted.length });
    copy.close();
    expect(query(path, 'PRAGMA integrity_check').rows).toEqual([['ok']]);
    lengths.push(counted.length);
  }
  expect(lengths[0]).toBeGreaterThanOrEqual(20);
  expect(lengths[1]).toBeGreaterThan(lengths[0]!);
  expect(lengths[2]).toBeGreaterThan(lengths[1]!);
  await killHard(writer);
});

it('copies a database of an older version as it is', async () => {
  const folder = temporaryFolder();
  const database = new Database(join(folder, 'old.db'));
  migrate(database, migrations.slice(0, 1));
  database.close();
  const before = contents(folder);
  const target = join(temporaryFolder(), 'copy.db');
  await backUp(join(folder, 'old.db'), target);
  expect(contents(folder)).toEqual(before);
  openStore(target).close(); // it can be brought up to date
});

it('refuses what is no database of ours, and one that is damaged', async () => {
  const folder = temporaryFolder();
  const target = join(folder, 'copy.db');
  writeFileSync(join(folder, 'notes.txt'), 'not a database at all'.repeat(20));
  for (const [name, message] of [
    ['none.db', 'found no file at'],
    ['notes.txt', 'found a file of another kind'],
  ] as const) {
    const error: unknown = await backUp(join(folder, name), target).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toContain(message);
  }
  expect(existsSync(target)).toBe(false);

  const damaged = join(folder, 'damaged.db');
  await backUp(temporaryStore().path, damaged);
  const bytes = readFileSync(damaged);
  bytes.fill(0xff, 4096); // all pages but the first
  writeFileSync(damaged, bytes);
  await expect(backUp(damaged, target)).rejects.toThrow('found that it is damaged');
});

it('says why it cannot write', async () => {
  await expect(backUp(temporaryStore().path, '/proc/nowhere/copy.db')).rejects.toThrow(
    '/proc/nowhere/copy.db: cannot be written: unable to open database',
  );
});

it('stops when asked to', async () => {
  const controller = new AbortController();
  const copying = backUp(temporaryStore().path, join(temporaryFolder(), 'copy.db'), controller);
  controller.abort();
  await expect(copying).rejects.toThrow('aborted');
});
