/** What a user without permissions meets. Root may do everything, so the store is opened by a child that is not root. */
import { chmodSync, cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openStore } from '../src/index.ts';
import { runChildren } from './support/children.ts';
import { addRun, contents, newSweep, temporaryFolder } from './support/fixtures.ts';

async function openUnprivileged(path: string, mode: 'read' | 'write'): Promise<string> {
  const [said] = await runChildren(1, 'open.ts', path, mode, 'nobody');
  return said!;
}

function folderWithStore(): { folder: string; path: string } {
  const folder = temporaryFolder();
  const path = join(folder, 'a.db');
  const store = openStore(path);
  addRun(store);
  store.close();
  return { folder, path };
}

it('refuses to write a file that is read-only', async () => {
  const { folder, path } = folderWithStore();
  chmodSync(folder, 0o777);
  chmodSync(path, 0o444);
  const before = contents(folder);
  expect(await openUnprivileged(path, 'write')).toMatch(
    /^InputError: expected a database file that can be written, found .*permission denied/,
  );
  expect(await openUnprivileged(path, 'read')).toBe('opened');
  chmodSync(folder, 0o755);
  expect(contents(folder)[path]).toEqual(before[path]);
});

it('refuses to write in a folder that is read-only, and reads there', async () => {
  const { folder, path } = folderWithStore();
  chmodSync(folder, 0o555);
  chmodSync(path, 0o666);
  const before = contents(folder);
  expect(await openUnprivileged(path, 'write')).toMatch(/^InputError: expected a folder .*permission denied/);
  expect(await openUnprivileged(join(folder, 'new.db'), 'write')).toMatch(/^InputError: expected a folder/);
  expect(await openUnprivileged(join(folder, 'sub', 'new.db'), 'write')).toMatch(
    /^InputError: expected a folder/,
  );
  expect(await openUnprivileged(path, 'read')).toBe('opened');
  expect(contents(folder)).toEqual(before);
  chmodSync(folder, 0o755);
});

/** A store whose writer was killed: its last commits are in the log alone. */
function folderWithLog(): { folder: string; path: string } {
  const { folder, path } = folderWithStore();
  const writer = openStore(path);
  writer.upsertSweep({ ...newSweep, name: 'in the log', specHash: 'log' });
  const copied = temporaryFolder();
  cpSync(folder, copied, { recursive: true });
  writer.close();
  chmodSync(copied, 0o555);
  onTestFinished(() => chmodSync(copied, 0o755));
  return { folder: copied, path: join(copied, 'a.db') };
}

it('reads a log in a folder that is read-only', async () => {
  const { folder, path } = folderWithLog();
  for (const file of readdirSync(folder)) chmodSync(join(folder, file), 0o444);
  const before = contents(folder);
  expect(await openUnprivileged(path, 'read')).toBe('opened');
  expect(contents(folder)).toEqual(before);
});

it.each(['-shm', '-wal'])('says which file keeps it from reading a log: %s', async (end) => {
  const { folder, path } = folderWithLog();
  for (const file of readdirSync(folder)) chmodSync(join(folder, file), 0o444);
  chmodSync(path + end, 0o000);
  expect(await openUnprivileged(path, 'read')).toBe(
    `InputError: expected a database whose log can be read, found ${path} in a folder without write permission, where ` +
      `${path}${end} cannot be read: what was committed last is in ${path}-wal alone; copy both files into a folder of ` +
      'your own and use the copy',
  );
});

it('refuses a file that may not be read', async () => {
  const { folder, path } = folderWithStore();
  chmodSync(folder, 0o777);
  chmodSync(path, 0o000);
  expect(await openUnprivileged(path, 'read')).toMatch(/^InputError: expected a readable database file/);
});
