/** What a user without permissions meets. Root may do everything, so the store is opened by a child that is not root. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from '../src/index.ts';
import { runChildren } from './support/children.ts';
import { addRun, contents, temporaryFolder } from './support/fixtures.ts';

async function openUnprivileged(path: string, mode: 'read' | 'write'): Promise<string> {
  const [said] = await runChildren(1, 'open.ts', path, mode, 'nobody');
  return said;
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

it('refuses a file that may not be read', async () => {
  const { folder, path } = folderWithStore();
  chmodSync(folder, 0o777);
  chmodSync(path, 0o000);
  expect(await openUnprivileged(path, 'read')).toMatch(/^InputError: expected a readable database file/);
});
