import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addDoneSweep, inDatabase } from './support/database.ts';
import { csvIn } from './support/answers.ts';
import { ranksweep, temporaryFolder } from './support/ranksweep.ts';

/** A database with two runs, and a backup of it at a path that a shell would not take as it is. */
async function withBackup(): Promise<string> {
  const folder = temporaryFolder();
  inDatabase(folder, (store) => addDoneSweep(store, 'first', [0, 1]));
  expect((await ranksweep(folder, ['backup', "it's a copy.db"])).status).toBe(0);
  return folder;
}

const runs = (folder: string): string => csvIn(folder, 'select count(*) from runs').split('\n')[1]!;

describe('ranksweep restore', () => {
  it('puts a backup in place, and says what was there before', async () => {
    const folder = await withBackup();
    inDatabase(folder, (store) => addDoneSweep(store, 'second', [2]));
    const refused = await ranksweep(folder, ['restore', "it's a copy.db"]);
    expect(refused.stderr).toContain('found 1 run farther in results/ranksweep.db than in');
    expect([refused.status, refused.stdout]).toEqual([2, '']);
    expect(runs(folder)).toBe('3');

    const { status, stdout } = await ranksweep(folder, ['restore', "it's a copy.db", '--force']);
    expect(stdout).toMatch(/^results\/ranksweep\.db: \d+ kB, a sound copy of it's a copy\.db\n/);
    expect(stdout).toMatch(
      /What was there before is now .*ranksweep\.db\.replaced-\w+, with its log beside it\.\n/,
    );
    expect(stdout).toContain('It has 1 run that the backup has not, or not as far.\n');
    expect(status).toBe(0);
    expect(runs(folder)).toBe('2');
    const [kept] = readdirSync(join(folder, 'results')).filter((name) => /replaced-\w+$/.test(name));
    expect(inDatabase(folder, (store) => store.sweeps().length, `results/${kept}`)).toBe(2);
  });

  it('is what a message about a damaged database says, ready to be pasted', async () => {
    const folder = await withBackup();
    const db = 'my results/a $b.db';
    expect((await ranksweep(folder, ['restore', "it's a copy.db", '--db', db])).status).toBe(0);
    writeFileSync(join(folder, db), readFileSync(join(folder, db)).fill(0xff, 4096));
    const { stderr } = await ranksweep(folder, ['list', '--db', db]);
    expect(stderr).toContain(`npx ranksweep restore BACKUP --db '${join(folder, db)}'`);
    expect(stderr).toContain(`sqlite3 '${join(folder, db)}' .recover | sqlite3 recovered.db`);
    const { status, stdout } = await ranksweep(folder, ['restore', "it's a copy.db", '--db', db]);
    expect(stdout).toContain('What it has could not be compared: expected an intact database');
    expect(status).toBe(0);
    expect((await ranksweep(folder, ['list', '--db', db])).status).toBe(0);
  });

  it('refuses what is no backup, and leaves nothing behind', async () => {
    const folder = await withBackup();
    const before = readdirSync(folder, { recursive: true }).toSorted();
    for (const [backup, message] of [
      ['none.db', 'found no file at'],
      ['results/ranksweep.db', 'which is the database itself'],
      ['results', 'found a folder'],
    ] as const) {
      const { status, stdout, stderr } = await ranksweep(folder, ['restore', backup, '--force']);
      expect(stderr).toContain(message);
      expect(stderr).not.toContain('--db');
      expect([status, stdout]).toEqual([2, '']);
    }
    expect(readdirSync(folder, { recursive: true }).toSorted()).toEqual(before);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const folder = await withBackup();
    const { status, stderr } = await ranksweep(folder, ['restore', "it's a copy.db"], (child) => {
      const timer = setInterval(() => {
        if (!readdirSync(join(folder, 'results')).some((name) => name.endsWith('.tmp'))) return;
        clearInterval(timer);
        child.kill('SIGINT');
      }, 1);
    });
    expect(stderr).toBe('Stopped; no file was written.\n');
    expect(status).toBe(130);
    expect(readdirSync(join(folder, 'results'))).toEqual(['ranksweep.db']);
    expect(existsSync(join(folder, "it's a copy.db"))).toBe(true);
  });
});
