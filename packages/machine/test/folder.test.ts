import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { createFolder } from '../src/index.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it('creates a folder with its parents, and leaves one that is there', () => {
  const folder = join(temporaryFolder(), 'a', 'b');
  createFolder(folder);
  createFolder(folder);
  expect(statSync(folder).isDirectory()).toBe(true);
});

it('follows a link to a folder', () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'there'));
  symlinkSync('there', join(root, 'link'));
  createFolder(join(root, 'link', 'a'));
  expect(existsSync(join(root, 'there', 'a'))).toBe(true);
});

it('says what is there instead of a folder', () => {
  const root = temporaryFolder();
  writeFileSync(join(root, 'file'), '');
  symlinkSync('gone', join(root, 'link'));
  for (const rest of ['', 'a']) {
    expect(() => createFolder(join(root, 'file', rest))).toThrow(`${join(root, 'file')} is not a folder`);
    expect(() => createFolder(join(root, 'link', rest))).toThrow(
      `${join(root, 'link')} is a link to gone, where there is nothing`,
    );
  }
});

it.runIf(process.platform === 'linux')('ends where a file system takes no folders', () => {
  expect(() => createFolder('/proc/nowhere/a')).toThrow('ENOENT');
});

it('creates what others create at the same time', async () => {
  const [root, arrived] = [temporaryFolder(), new SharedArrayBuffer(4)];
  const workers = [0, 1].map(
    () =>
      new Worker(new URL('children/createFolders.ts', import.meta.url), { workerData: { root, arrived } }),
  );
  const ends = workers.map(
    (worker) =>
      new Promise((resolve, reject) => {
        worker.on('message', resolve);
        worker.on('error', reject);
      }),
  );
  expect(await Promise.all(ends)).toEqual([[], []]);
});
