/** A command starts as fast as its files are loaded, half a millisecond each. None loads a large package that it does not need. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderWithSweep, ranksweepBin } from './support/ranksweep.ts';

const TELL_LOADED = new URL('./support/tellLoaded.ts', import.meta.url).href;

/** Names of the packages that a command loads files of, ours and others. */
function packagesOf(words: readonly string[]): Set<string> {
  const cwd = folderWithSweep();
  const path = join(cwd, 'loaded.txt');
  execFileSync(process.execPath, ['--import', TELL_LOADED, ranksweepBin, ...words], {
    cwd,
    env: { ...process.env, LOADED: path },
    stdio: 'ignore',
  });
  const names = readFileSync(path, 'utf8').matchAll(
    /\/(?:node_modules\/((?:@[^/\n]+\/)?[^/\n]+)|packages\/([^/\n]+)\/src)\/[^\n]*$/gm,
  );
  return new Set(Array.from(names, ([, other, own]) => other ?? own!));
}

/** Packages of dozens of files. */
const LARGE = [
  'execa',
  'fast-png',
  'piscina',
  'tar',
  'vega',
  'yaml',
  'zod',
  'engine',
  'plot',
  'search',
  'store',
];

it.each([
  { words: ['--version'], needs: [] },
  { words: ['run', '--help'], needs: [] },
  { words: ['sql', 'select 1'], needs: ['zod', 'engine', 'store'] },
  { words: ['list'], needs: ['zod', 'engine', 'store'] },
  {
    words: ['run', 'small.yaml', '--dry-run'],
    needs: ['piscina', 'yaml', 'zod', 'engine', 'search', 'store'],
  },
])('$words loads no large package that it does not need', ({ words, needs }) => {
  const loaded = packagesOf(words);
  expect(loaded).toContain('commander');
  expect(LARGE.filter((name) => loaded.has(name))).toEqual(needs);
});
