/** Folders of one project import each other one way, as files and projects do. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderCircles, importsOf } from './folderCircles.ts';

const root = join(import.meta.dirname, '..', '..');

const sources = globSync('{packages,apps}/*/src/**/*.{ts,tsx}', { cwd: root });

it('in the sources', () => {
  expect(sources.length).toBeGreaterThan(1000);
  const imports = new Map(
    sources.map((path) => [path, importsOf(path, readFileSync(join(root, path), 'utf8'))]),
  );
  expect(folderCircles(imports)).toEqual([]);
});

it('names the folders of a circle, and files beside them that are on it', () => {
  const imports = new Map([
    ['src/a/one.ts', importsOf('src/a/one.ts', `import type { B } from '../b/two.ts';`)],
    ['src/a/other.ts', []],
    ['src/b/two.ts', importsOf('src/b/two.ts', `const { c } = await import('../c.ts');`)],
    ['src/c.ts', importsOf('src/c.ts', `export { other } from './a/other.ts';`)],
    ['src/d.ts', importsOf('src/d.ts', `import { one } from './a/one.ts';`)],
  ]);
  expect(folderCircles(imports)).toEqual(['src: a, b, c.ts']);
});

it('finds each circle of a folder by itself', () => {
  const imports = new Map([
    ['a/1.ts', ['b/1.ts', 'c/1.ts']],
    ['b/1.ts', []],
    ['b/2.ts', ['a/2.ts']],
    ['a/2.ts', []],
    ['c/1.ts', ['d/1.ts']],
    ['d/1.ts', []],
    ['d/2.ts', ['c/2.ts']],
    ['c/2.ts', []],
  ]);
  expect(folderCircles(imports)).toEqual(['.: a, b', '.: c, d']);
});

it('lets folders import each other one way', () => {
  const imports = new Map([
    ['a/1.ts', ['b/1.ts', 'c.ts']],
    ['b/1.ts', ['c.ts']],
    ['c.ts', []],
  ]);
  expect(folderCircles(imports)).toEqual([]);
});
