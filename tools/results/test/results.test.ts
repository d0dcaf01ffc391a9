/** The command itself: the page, its figure, and mistakes. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check } from 'prettier';
import { afterAll, expect, it } from 'vitest';
import { smallDatabase } from '../../support/smallDatabase.ts';

const database = await smallDatabase();
const folder = mkdtempSync(join(tmpdir(), 'ranksweep-results-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = fileURLToPath(new URL('../results.ts', import.meta.url));
const results = (...words: string[]) =>
  spawnSync(process.execPath, [script, ...words], {
    encoding: 'utf8',
    cwd: folder,
    // Node warns where both are set.
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });

it('writes a page, formatted, and the figures that it shows', async () => {
  const out = join(folder, 'docs', 'RESULTS.md');
  const { status, stderr } = results('--db', database, '--out', out);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const page = readFileSync(out, 'utf8');
  expect(await check(page, { parser: 'markdown' })).toBe(true);
  const figures = [...page.matchAll(/!\[.+\]\((.+)\)/g)].map(([, path]) => path!);
  expect(figures).toEqual(['figures/paper/dynamics.png', 'figures/paper/tensor-rank.png']);
  for (const figure of figures) expect(statSync(join(folder, 'docs', figure)).size).toBeGreaterThan(10_000);
});

it.each([
  [['--dbb', 'x'], "Unknown option '--dbb'"],
  [['--db', 'none.db'], 'found no file at'],
])('refuses %o in one line, with status 2', (words, message) => {
  const { status, stderr } = results(...words);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
