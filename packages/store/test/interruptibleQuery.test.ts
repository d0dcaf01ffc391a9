import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '@ranksweep/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { previewQuery, writeQuery } from '../src/index.ts';
import { killHard, startChild } from './support/children.ts';
import { addRun, contents, temporaryFolder, temporaryStore } from './support/fixtures.ts';

const ENDLESS = 'WITH RECURSIVE t (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT max(x) FROM t';
const THREE = 'SELECT 1 AS x UNION ALL SELECT 2 UNION ALL SELECT 3';

describe('previewQuery', () => {
  it('gives columns and rows, infinities too', async () => {
    const { path } = temporaryStore();
    const sql = `SELECT 1 AS a, 'é' AS a, NULL AS b, 9e999 AS c, x'0011' AS d`;
    const { wallMs, ...rest } = await previewQuery(path, sql, { mostRows: 10 });
    expect(rest).toEqual({
      columns: ['a', 'a', 'b', 'c', 'd'],
      rows: [[1, 'é', null, Infinity, '<2 bytes>']],
      isCut: false,
    });
    expect(wallMs).toBeGreaterThan(0);
  });

  it('gives integers that are no exact numbers as text', async () => {
    const { path } = temporaryStore();
    const { rows } = await previewQuery(path, 'SELECT 9007199254740993, -9007199254740991', { mostRows: 1 });
    expect(rows).toEqual([['9007199254740993', -9007199254740991]]);
  });

  it('leaves out rows beyond a number, and the rest of long texts', async () => {
    const { path } = temporaryStore();
    const preview = (mostRows: number) => previewQuery(path, THREE, { mostRows });
    expect(await preview(2)).toMatchObject({ rows: [[1], [2]], isCut: true });
    expect(await preview(3)).toMatchObject({ rows: [[1], [2], [3]], isCut: false });
    const { rows } = await previewQuery(path, `SELECT printf('%.*c', 5000, 'x')`, { mostRows: 1 });
    expect(rows).toEqual([[`${'x'.repeat(1000)}…`]]);
  });

  it('refuses what a query refuses', async () => {
    const store = temporaryStore();
    addRun(store);
    store.close();
    const before = contents(join(store.path, '..'));
    const failure = previewQuery(store.path, 'DELETE FROM runs', { mostRows: 1 });
    await expect(failure).rejects.toThrow(InputError);
    await expect(failure).rejects.toThrow('expected SQL that reads');
    await expect(previewQuery(store.path, 'SELEC 1', { mostRows: 1 })).rejects.toThrow('syntax error');
    expect(contents(join(store.path, '..'))).toEqual(before);
    await expect(
      previewQuery(join(temporaryFolder(), 'none.db'), 'SELECT 1', { mostRows: 1 }),
    ).rejects.toThrow('found no file');
  });

  it('ends at once when it is asked to', async () => {
    const { path } = temporaryStore();
    const controller = new AbortController();
    const result = previewQuery(path, ENDLESS, { mostRows: 1, signal: controller.signal });
    setTimeout(() => controller.abort(), 500);
    await expect(result).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
  });
});

describe('writeQuery', () => {
  const written = async (sql: string, format: 'csv' | 'json' = 'csv'): Promise<string> => {
    const { path } = temporaryStore();
    const target = join(temporaryFolder(), 'x');
    await writeQuery(path, sql, { target, format });
    return readFileSync(target, 'utf8');
  };

  it('writes all rows, and tells their number', async () => {
    const { path } = temporaryStore();
    const target = join(temporaryFolder(), 'x.csv');
    expect(await writeQuery(path, THREE, { target, format: 'csv' })).toBe(3);
    expect(readFileSync(target, 'utf8')).toBe('x\n1\n2\n3\n');
  });

  it('writes what is stored', async () => {
    const sql = `SELECT 9007199254740993 AS a, 1.0 AS a, -9e999 AS b, NULL AS c, 'x,"y"' AS "d e", x'00ff' AS f`;
    expect(await written(sql)).toBe(`a,a:1,b,c,d e,f\n9007199254740993,1.0,-inf,,"x,""y""",X'00FF'\n`);
    expect(await written(sql, 'json')).toBe(
      '[\n{"a": 9007199254740993, "a:1": 1.0, "b": -9e999, "c": null, "d e": "x,\\"y\\"", "f": {"base64": "AP8="}}\n]\n',
    );
  });

  it('tells what is wrong', async () => {
    const { path } = temporaryStore();
    const target = join(temporaryFolder(), 'x.csv');
    const file = { target, format: 'csv' } as const;
    await expect(writeQuery(path, 'SELEC 1', file)).rejects.toThrow('syntax error');
    await expect(writeQuery(path, THREE, { ...file, target: '/none/x.csv' })).rejects.toThrow(
      `no such file or directory, open '/none/x.csv'`,
    );
  });

  it('ends at once when it is asked to', async () => {
    const { path } = temporaryStore();
    const controller = new AbortController();
    const file = {
      target: join(temporaryFolder(), 'x.csv'),
      format: 'csv',
      signal: controller.signal,
    } as const;
    const result = writeQuery(path, ENDLESS.replace('max(x)', 'x'), file);
    setTimeout(() => controller.abort(), 500);
    await expect(result).rejects.toThrow('aborted');
  });
});

// Only /proc tells which processes a process has.
it.skipIf(!existsSync('/proc/self/task'))('ends when the process that asked has been killed', async () => {
  const { path } = temporaryStore();
  const asking = startChild('endlessQuery.ts', path, join(temporaryFolder(), 'x.csv'));
  expect(await asking.firstLine).toBe('asked');
  const { pid } = asking.process;
  const children = (): string => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  await expect.poll(children).toMatch(/^\d+$/);
  const query = children();
  // It is at its query once it takes processor time.
  const ticks = (): number => Number(readFileSync(`/proc/${query}/stat`, 'utf8').split(' ')[13]);
  await expect.poll(ticks).toBeGreaterThan(50);
  await killHard(asking);
  await expect.poll(() => existsSync(`/proc/${query}`)).toBe(false);
});

it('ends when the process that asked is gone before it begins', async () => {
  const program = fileURLToPath(new URL('../src/query/queryProcess.ts', import.meta.url));
  const goneAlready = spawnSync(process.execPath, ['--version']).pid;
  const query = fork(program, [String(goneAlready)], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  onTestFinished(() => void query.kill('SIGKILL'));
  expect(await once(query, 'exit')).toEqual([null, 'SIGKILL']);
});
