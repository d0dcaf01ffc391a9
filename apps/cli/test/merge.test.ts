import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chunk, contents, done, take } from '../../../packages/store/test/support/fixtures.ts';
import { addDoneSweep, inDatabase } from './support/database.ts';
import { ranksweep, smallDefinition, temporaryFolder } from './support/ranksweep.ts';

describe('ranksweep merge', () => {
  it('joins what two machines have run of a sweep, which then lacks nothing', async () => {
    const folder = temporaryFolder();
    const file = smallDefinition(folder);
    for (const seed of ['0', '1']) {
      await ranksweep(folder, ['run', file, '--db', `${seed}.db`]);
      await ranksweep(folder, ['delete', `run:${2 - Number(seed)}`, '--yes', '--db', `${seed}.db`]);
    }
    const { status, stdout } = await ranksweep(folder, ['merge', '0.db', '1.db', '--db', 'all.db']);
    expect(stdout).toBe('0.db: 1 new sweep, 1 new run\n1.db: 0 new sweeps, 1 new run\n');
    expect(status).toBe(0);
    const again = await ranksweep(folder, ['run', file, '--db', 'all.db']);
    expect(again.stdout).toContain('Nothing to run: all 2 runs are in the database already.');
  });

  it('names runs whose points differ, keeps ours, and ends with status 1', async () => {
    const folder = temporaryFolder();
    const changed = (store: Parameters<typeof addDoneSweep>[0], value: number): void => {
      addDoneSweep(store, 'first', [0, 1]);
      const attempt = take(store, 2, { from: ['done'], restart: true });
      store.appendChunk(2, attempt, chunk([0, 50], { train_loss: [4, value] }));
      store.finishRun(2, attempt, done);
    };
    inDatabase(folder, (store) => changed(store, 0.25));
    inDatabase(folder, (store) => changed(store, NaN), 'other.db');
    const before = contents(folder);
    const { status, stdout } = await ranksweep(folder, ['merge', 'other.db']);
    expect(stdout).toBe(
      'other.db: 0 new sweeps, 0 new runs, 1 run kept as they were\n' +
        '  kept as they were, since points differ, 1 run:\n' +
        '    run 2 (there 2): train_loss at iteration 50 is 0.25 here, NaN there\n',
    );
    expect(status).toBe(1);
    expect(contents(folder)).toEqual(before);
    inDatabase(folder, (store) => changed(store, 0.25), 'same.db');
    expect((await ranksweep(folder, ['merge', 'other.db', 'same.db'])).status).toBe(1);
  });

  it('tells which runs it left alone', async () => {
    const folder = temporaryFolder();
    inDatabase(folder, (store) => {
      addDoneSweep(store, 'first', [0, 1]);
      take(store, 1, { from: ['done'] });
    });
    inDatabase(folder, (store) => addDoneSweep(store, 'first', [0, 1]), 'other.db');
    const { status, stdout } = await ranksweep(folder, ['merge', 'other.db']);
    expect(stdout).toContain('  left alone, since a process is at them: run 1\n');
    expect(status).toBe(0);
  });

  it('refuses all files when one of them cannot be merged', async () => {
    const folder = temporaryFolder();
    inDatabase(folder, (store) => addDoneSweep(store, 'first', [0]), 'other.db');
    const { status, stdout, stderr } = await ranksweep(folder, ['merge', 'other.db', 'none.db']);
    expect(stderr).toMatch(/found no file at \S*none.db: name another file\n$/);
    expect([status, stdout]).toEqual([2, '']);
    expect(existsSync(join(folder, 'results'))).toBe(false);
    const itself = await ranksweep(folder, ['merge', 'other.db', '--db', 'other.db']);
    expect(itself.stderr).toContain('which is the one to merge into');
    expect(itself.status).toBe(2);
  });
});
