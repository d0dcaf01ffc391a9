/** `ranksweep sql`: results of any length, in every format, to wherever they go. */
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDoneSweep, inDatabase } from './support/database.ts';
import { ranksweep, ranksweepBin } from './support/ranksweep.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ranksweep-cli-'));
  inDatabase(folder, (store) => void addDoneSweep(store, 'a', [0]), 'x.db');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sql = (query: string, ...words: string[]) =>
  ranksweep(folder, ['sql', query, ...words, '--db', 'x.db']);

const counting = (limit: string): string =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n ${limit})`;
const many = `${counting('LIMIT 200000')} SELECT i, i / 2.0 AS half FROM n`;
const endless = `${counting('')} SELECT i FROM n`;

describe('a result of 200 000 rows', () => {
  it('is a table, whose columns become wider where they have to', async () => {
    const { status, stdout } = await sql(many, '--format', 'table');
    expect(status).toBe(0);
    const lines = stdout.split('\n');
    expect(lines).toHaveLength(200_002);
    expect(lines.slice(0, 3)).toEqual(['   i   half', '   1    0.5', '   2      1']);
    expect(lines[10_001]).toBe('10001  5000.5');
    expect(lines.at(-2)).toBe('200000  100000');
  });

  it('is CSV', async () => {
    const { status, stdout } = await sql(many, '--format', 'csv');
    expect(status).toBe(0);
    expect(stdout.startsWith('i,half\n1,0.5\n2,1.0\n')).toBe(true);
    expect(stdout.endsWith('\n200000,100000.0\n')).toBe(true);
    expect(stdout.split('\n')).toHaveLength(200_002);
  });

  it('is JSON', async () => {
    const { status, stdout } = await sql(many, '--format', 'json');
    expect(status).toBe(0);
    const rows = JSON.parse(stdout) as unknown[];
    expect(rows).toHaveLength(200_000);
    expect(rows.at(-1)).toEqual({ i: 200_000, half: 100_000 });
  });
});

describe('values', () => {
  it('are what is stored: NaN is NULL there, infinities are none', async () => {
    const query = `SELECT 9007199254740993 AS a, 2.0 AS a, 9e999, NULL AS "null", x'00ff' AS b`;
    expect((await sql(query, '--format', 'csv')).stdout).toBe(
      `a,a:1,9e999,null,b\n9007199254740993,2.0,inf,,X'00FF'\n`,
    );
    expect((await sql(query, '--format', 'json')).stdout).toBe(
      '[\n{"a": 9007199254740993, "a:1": 2.0, "9e999": 9e999, "null": null, "b": {"base64": "AP8="}}\n]\n',
    );
    expect((await sql(query)).stdout).toContain('9007199254740993');
  });

  it('of text reach no terminal as orders, and are the same in JSON', async () => {
    const query = `SELECT char(27) || '[2J' || char(0x202e) || '𝛼' AS text`;
    const { stdout } = await sql(query, '--format', 'json');
    for (const order of ['\u001b', '\u202e']) expect(stdout).not.toContain(order);
    expect(JSON.parse(stdout)).toEqual([{ text: '\u001b[2J\u202e𝛼' }]);
  });
});

describe('--out', () => {
  it.each([
    ['csv', 'i,half\n1,0.5\n'],
    ['json', '[\n{"i": 1, "half": 0.5}'],
  ])('writes %s into a file, and replaces one with --force alone', async (format, start) => {
    const words = ['--format', format, '--out', `new/x.${format}`];
    const { status, stdout, stderr } = await sql(many, ...words);
    const path = join(folder, 'new', `x.${format}`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(`new/x.${format}: 200000 rows, ${readFileSync(path).length} bytes\n`);
    expect(readFileSync(path, 'utf8').startsWith(start)).toBe(true);
    writeFileSync(path, 'mine');
    const refused = await sql(many, ...words);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('expected no such file, found one; --force replaces it');
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect((await sql('SELECT 1 AS i, 2 AS half', ...words, '--force')).status).toBe(0);
    expect(readFileSync(path, 'utf8')).not.toBe('mine');
  });

  it('- is standard output', async () => {
    expect(await sql('SELECT 1 AS a', '--format', 'csv', '--out', '-')).toEqual({
      status: 0,
      stdout: 'a\n1\n',
      stderr: '',
    });
  });

  it.each([
    [['SELECT 1', '--out', 'no.txt'], 'expected --format csv or json with it, found table'],
    [['SELEC 1', '--format', 'csv', '--out', 'no.csv'], 'syntax error'],
    [['DELETE FROM runs', '--format', 'csv', '--out', 'no.csv'], 'expected SQL that reads'],
  ])('with %j leaves nothing behind', async ([query, ...words], message) => {
    const before = readdirSync(folder);
    const { status, stdout, stderr } = await sql(query!, ...words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('is stopped by Ctrl-C, and then leaves no file', async () => {
    const before = readdirSync(folder);
    const words = ['sql', endless, '--format', 'csv', '--out', 'half.csv', '--db', 'x.db'];
    const { status, stderr } = await ranksweep(folder, words, (child) => {
      const begun = setInterval(() => {
        if (!readdirSync(folder).some((name) => name.endsWith('.tmp'))) return;
        clearInterval(begun);
        child.kill('SIGINT');
      }, 20);
      child.on('close', () => clearInterval(begun));
    });
    expect({ status, stderr }).toEqual({ status: 130, stderr: 'Stopped; no file was written.\n' });
    expect(existsSync(join(folder, 'half.csv'))).toBe(false);
    expect(readdirSync(folder)).toEqual(before);
  });
});

it.each(['table', 'csv', 'json'])('ends quietly when nobody reads its %s any more', async (format) => {
  const child = spawn(process.execPath, [ranksweepBin, 'sql', endless, '--format', format, '--db', 'x.db'], {
    cwd: folder,
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout.once('data', () => child.stdout.destroy());
  const status = await new Promise((resolve) => child.on('close', resolve));
  expect({ status, stderr }).toEqual({ status: 141, stderr: '' });
});

it.skipIf(!existsSync('/dev/full')).each([['sql', endless, '--format', 'csv'], ['list']])(
  'tells when its output cannot be written: %j',
  (...words) => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [ranksweepBin, ...words, '--db', 'x.db'], {
      cwd: folder,
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect(stderr).toBe('ranksweep: cannot write to its output: ENOSPC: no space left on device, write\n');
    expect(status).toBe(1);
  },
);
