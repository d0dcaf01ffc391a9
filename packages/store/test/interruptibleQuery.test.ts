import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { exportQuery, previewQuery } from '../src/index.ts';
import { addRun, contents, temporaryFolder, temporaryStore } from './support/fixtures.ts';

const endless = 'WITH RECURSIVE t (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT max(x) FROM t';
const three = 'SELECT 1 AS x UNION ALL SELECT 2 UNION ALL SELECT 3';

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

  it('leaves out rows beyond a number, and the rest of long texts', async () => {
    const { path } = temporaryStore();
    const preview = (mostRows: number) => previewQuery(path, three, { mostRows });
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
    const result = previewQuery(path, endless, { mostRows: 1, signal: controller.signal });
    setTimeout(() => controller.abort(), 500);
    await expect(result).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
  });
});

describe('exportQuery', () => {
  it('writes all rows as CSV', async () => {
    const { path } = temporaryStore();
    const target = join(temporaryFolder(), 'x.csv');
    expect(await exportQuery(path, `SELECT 1 AS a, 'x,"y"' AS "b c", NULL AS d`, target)).toBe(1);
    expect(readFileSync(target, 'utf8')).toBe('a,b c,d\n1,"x,""y""",\n');
  });

  it('leaves a file alone that is there, and no part of one behind', async () => {
    const { path } = temporaryStore();
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'old.csv'), 'old');
    const before = contents(folder);
    await expect(exportQuery(path, three, join(folder, 'old.csv'))).rejects.toThrow('expected no such file');
    await expect(exportQuery(path, 'SELEC 1', join(folder, 'new.csv'))).rejects.toThrow('syntax error');
    await expect(exportQuery(path, three, join(folder, 'none', 'x.csv'))).rejects.toThrow(
      `no such file or directory, open '${join(folder, 'none', 'x.csv')}'`,
    );
    const controller = new AbortController();
    const result = exportQuery(path, endless.replace('max(x)', 'x'), join(folder, 'new.csv'), {
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 1000);
    await expect(result).rejects.toThrow('aborted');
    expect(contents(folder)).toEqual(before);
  });
});
