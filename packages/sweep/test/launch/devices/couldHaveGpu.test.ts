import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { couldHaveGpu } from '../../../src/launch/devices/couldHaveGpu.ts';

function folderWith(...files: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-dev-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'dri'));
  for (const file of files) writeFileSync(join(folder, file), '');
  return folder;
}

it.each([
  [['null', 'dri/card0'], false],
  [['nvidiactl'], true],
  [['dri/renderD128'], true],
  [['dxg'], true],
])('of files %j tells whether Linux could have a GPU that programs use: %s', (files, expected) => {
  expect(couldHaveGpu(folderWith(...files), 'linux')).toBe(expected);
});

it('expects a GPU on other systems, and none where there are no files of devices', () => {
  expect(couldHaveGpu('/nowhere', 'darwin')).toBe(true);
  expect(couldHaveGpu('/nowhere', 'linux')).toBe(false);
});
