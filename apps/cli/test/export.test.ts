import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ranksweep, ranksweepBin, smallDefinition } from './support/ranksweep.ts';

/** With a sweep of runs 1 and 2, whose final parameters are kept, and one of runs 3 and 4, whose are not. */
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ranksweep-cli-'));
  const kept = smallDefinition(folder);
  await ranksweep(folder, ['run', kept, '--db', 'x.db', '--plot', 'figures']);
  const other = smallDefinition(folder, (text) => text.replace('name: small', 'name: other'));
  const words = ['run', other, 'init.std=0.2', '--keep-state', 'none', '--db', 'x.db', '--plot', 'figures'];
  expect((await ranksweep(folder, words)).status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const exported = (...words: string[]) => ranksweep(folder, ['export', ...words, '--db', 'x.db']);

describe('ranksweep export', () => {
  it.each([
    [['small', '--format', 'csv'], 'exports/x/small-1-points.csv', /rows of points/],
    [['small', '--format', 'csv', '--table', 'runs'], 'exports/x/small-1-runs.csv', /: 2 rows of runs/],
    [
      ['small', '--format', 'parquet', '--table', 'events'],
      'exports/x/small-1-events.parquet',
      /rows of events/,
    ],
    [['run:2', '--format', 'csv', '--table', 'finals'], 'exports/x/run-2-finals.csv', /rows of finals/],
    [['run:1', '--format', 'npz'], 'exports/x/run-1.npz', /run 1, \d+ arrays/],
    [['run:1', '--format', 'npz', '--out', 'deep/er/x.npz'], 'deep/er/x.npz', /run 1, \d+ arrays/],
  ])('%j writes %s, and says so', async (words, path, message) => {
    const { status, stdout, stderr } = await exported(...words);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(message);
    const size = readFileSync(join(folder, path)).length;
    expect(stdout).toContain(`${path}: `);
    expect(stdout).toContain(`${size} bytes`);
    expect(stdout).not.toContain('Without final parameters');
  });

  it('writes runs of several sweeps, in the order asked for, under a name of their own', async () => {
    const { status, stdout, stderr } = await exported('run:4,1..2', '--format', 'csv', '--table', 'runs');
    expect(status, stderr).toBe(0);
    const [path] = stdout.split(': ');
    expect(path).toMatch(/^exports\/x\/run-4-1-2-[0-9a-f]{10}-runs\.csv$/);
    const rows = readFileSync(join(folder, path!), 'utf8').trim().split('\n');
    expect(rows.map((row) => row.split(',')[0])).toEqual(['run_id', '4', '1', '2']);
  });

  it('says when a run has no final parameters', async () => {
    const { status, stdout } = await exported('run:3', '--format', 'npz');
    expect(status).toBe(0);
    expect(stdout).toContain('Without final parameters: the database keeps none of run 3, which is done.');
  });

  it('replaces a file with --force only', async () => {
    const path = join(folder, 'old.csv');
    writeFileSync(path, 'old');
    const words = ['small', '--format', 'csv', '--out', 'old.csv'];
    const refused = await exported(...words);
    expect(refused.stderr).toBe(
      'ranksweep: old.csv: expected no such file, found one; --force replaces it, or name another\n',
    );
    expect(refused.status).toBe(2);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect((await exported(...words, '--force')).status).toBe(0);
    expect(readFileSync(path, 'utf8')).toMatch(/^sweep,part,/);
  });

  it.each([
    ['small', 'csv'],
    ['small', 'parquet'],
    ['run:1', 'npz'],
  ])('of %s writes %s to standard output with --out -, and nothing besides', async (what, format) => {
    await exported(what, '--format', format, '--out', `same.${format}`, '--force');
    const words = ['export', what, '--format', format, '--out', '-', '--db', 'x.db'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [ranksweepBin, ...words], { cwd: folder });
    expect(stderr.toString()).toBe('');
    expect(status).toBe(0);
    expect(stdout.equals(readFileSync(join(folder, `same.${format}`)))).toBe(true);
    expect(existsSync(join(folder, '-'))).toBe(false);
  });

  it.each([
    [['run:99', '--format', 'csv'], 'found run:99; its last one is run:4'],
    [['smal', '--format', 'csv'], "found 'smal'; did you mean small?"],
    [['dynamics', '--format', 'csv'], 'its names and tags: other, small'],
    [['small', '--format', 'npz'], 'expected one run, found sweep:1 (small), whose runs are run:1, run:2'],
    [['run:1,3', '--format', 'npz'], 'expected one run, found run:1, run:3'],
    [['run:1', '--format', 'npz', '--table', 'runs'], '--table: expected --format csv or parquet'],
    [['run:1', '--format', 'xlsx'], "--format: expected csv, parquet, npz or optuna, found 'xlsx'"],
    [['run:1', '--format', 'csv', '--table', 'point'], "found 'point'; did you mean points?"],
    [['run:1'], '--format'],
    [['run:1', '--format', 'csv', '--out', 'folder'], 'folder: expected a file, found a folder'],
    [
      ['run:1', '--format', 'csv', '--out', '/proc/nowhere/x.csv'],
      '/proc/nowhere/x.csv: expected a file that can be created, found',
    ],
  ])('refuses %j and writes nothing', async (words, message) => {
    mkdirSync(join(folder, 'folder'), { recursive: true });
    const before = readdirSync(folder, { recursive: true }).toSorted();
    const { status, stdout, stderr } = await exported(...words);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(stdout).toBe('');
    expect(status).toBe(2);
    expect(readdirSync(folder, { recursive: true }).toSorted()).toEqual(before);
  });

  it('refuses a database that is not there', async () => {
    const words = ['export', 'run:1', '--format', 'csv', '--db', 'missing.db'];
    const { status, stderr } = await ranksweep(folder, words);
    expect(status).toBe(2);
    expect(stderr).toContain('missing.db');
    expect(existsSync(join(folder, 'missing.db'))).toBe(false);
  });
});
