import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addDoneSweep, inDatabase } from './support/database.ts';
import { ranksweep, temporaryFolder } from './support/ranksweep.ts';

function withSweep(): string {
  const folder = temporaryFolder();
  inDatabase(folder, (store) => addDoneSweep(store, 'first', [0, 1]));
  return folder;
}

describe('ranksweep backup', () => {
  it('copies the database and tells its size', async () => {
    const folder = withSweep();
    const { status, stdout } = await ranksweep(folder, ['backup', 'copies/a.db']);
    expect(stdout).toMatch(/^copies\/a\.db: \d+ kB, a sound copy of results\/ranksweep\.db\n$/);
    expect(status).toBe(0);
    expect(readdirSync(join(folder, 'copies'))).toEqual(['a.db']);
    const sql = ['sql', 'select run_id, metric, iteration, value from trajectory', '--format', 'csv'];
    const copied = await ranksweep(folder, [...sql, '--db', 'copies/a.db']);
    expect(copied.stdout).toBe((await ranksweep(folder, sql)).stdout);
    expect(copied.stdout.trim().split('\n')).toHaveLength(5);
  });

  it('replaces a file only when forced to', async () => {
    const folder = withSweep();
    writeFileSync(join(folder, 'a.db'), 'old');
    const refused = await ranksweep(folder, ['backup', 'a.db']);
    expect(refused.stderr).toContain('a.db: expected no such file, found one; --force replaces it');
    expect(refused.status).toBe(2);
    expect(readFileSync(join(folder, 'a.db'), 'utf8')).toBe('old');
    expect((await ranksweep(folder, ['backup', 'a.db', '--force'])).status).toBe(0);
    expect(readFileSync(join(folder, 'a.db'), 'latin1')).toMatch(/^SQLite format 3/);
  });

  it('refuses to write over the database, over one in use, and where nothing can be written', async () => {
    const folder = withSweep();
    mkdirSync(join(folder, 'in-use'));
    writeFileSync(join(folder, 'in-use/a.db-wal'), '');
    writeFileSync(join(folder, 'in-use/b.db-journal'), '');
    const before = readdirSync(folder, { recursive: true }).sort();
    const cases: [words: string[], message: string][] = [
      [['results/ranksweep.db', '--force'], 'expected another file, found the database itself'],
      [['in-use/a.db', '--force'], 'found in-use/a.db-wal, the log of a database in use'],
      [['in-use/b.db', '--force'], 'found in-use/b.db-journal, the log of a database in use'],
      [['in-use', '--force'], 'in-use: expected a file, found a folder'],
      [['/proc/nowhere/a.db'], '/proc/nowhere/a.db: expected a file that can be created, found'],
      [['a.db', '--db', 'none.db'], 'found no file at'],
    ];
    for (const [words, message] of cases) {
      const { status, stdout, stderr } = await ranksweep(folder, ['backup', ...words]);
      expect(stderr).toContain(message);
      expect([status, stdout]).toEqual([2, '']);
    }
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const folder = withSweep();
    const { status, stderr } = await ranksweep(folder, ['backup', 'a.db'], (child) => {
      const timer = setInterval(() => {
        if (!readdirSync(folder).some((name) => name.endsWith('.tmp'))) return;
        clearInterval(timer);
        child.kill('SIGINT');
      }, 1);
    });
    expect(stderr).toBe('Stopped; no file was written.\n');
    expect(status).toBe(130);
    expect(existsSync(join(folder, 'a.db'))).toBe(false);
    expect(readdirSync(folder)).toEqual(['results']);
  });
});
