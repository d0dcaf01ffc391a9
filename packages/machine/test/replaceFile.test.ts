import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { replaceFile, temporaryBeside } from '../src/index.ts';
import { temporaryFolder } from './support/temporaryFolder.ts';

it('writes a new file, and replaces it, with nothing else left', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a');
  replaceFile(path, 'first');
  replaceFile(path, Uint8Array.of(1, 2));
  expect([...readFileSync(path)]).toEqual([1, 2]);
  expect(readdirSync(folder)).toEqual(['a']);
});

it('is for the user alone where that is asked for', () => {
  const path = join(temporaryFolder(), 'a');
  writeFileSync(path, 'readable by all');
  replaceFile(path, 'secret', { mode: 0o600 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('leaves the old file, and nothing beside it, where it cannot be replaced', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a');
  mkdirSync(join(path, 'in-the-way'), { recursive: true });
  expect(() => replaceFile(path, 'new')).toThrow();
  expect(readdirSync(folder)).toEqual(['a']);
  expect(readdirSync(path)).toEqual(['in-the-way']);
});

it('does not follow a link that stands where it writes', () => {
  const folder = temporaryFolder();
  const [path, other] = [join(folder, 'a'), join(folder, 'other')];
  writeFileSync(other, 'kept');
  symlinkSync(other, temporaryBeside(path));
  expect(() => replaceFile(path, 'new')).toThrow('EEXIST');
  expect(readFileSync(other, 'utf8')).toBe('kept');
});
