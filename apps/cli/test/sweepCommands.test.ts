import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { take } from '../../../packages/store/test/support/fixtures.ts';
import { verify } from '../src/commands/verify.ts';
import { inDatabase } from './support/database.ts';
import { csvIn } from './support/answers.ts';
import { folderWithSweep, ranksweep, smallDefinition, temporaryFolder } from './support/ranksweep.ts';
import { disturbed, ENDLESS, whenTold } from './support/until.ts';

/** The same with other words. */
async function folderWithOther(...words: string[]): Promise<string> {
  const folder = temporaryFolder();
  const { status, stderr } = await ranksweep(folder, ['run', smallDefinition(folder), ...words]);
  expect(status, stderr).toBe(0);
  return folder;
}

function change(folder: string, sql: string): void {
  const client = new Database(join(folder, 'results', 'ranksweep.db'));
  client.pragma('foreign_keys = ON');
  client.exec(sql);
  client.close();
}

const column = (folder: string, query: string): string[] =>
  csvIn(folder, query).trimEnd().split('\n').slice(1);

const EVERY_POINT =
  'select trajectory_hash, metric, iteration, value from trajectory join runs on id = run_id order by 1, 2, 3';

describe('ranksweep holes and fill', () => {
  it('tell what is missing, and compute it without the words of the first command', async () => {
    const folder = await folderWithOther('init.std=0.1,0.2');
    const before = column(folder, EVERY_POINT);
    expect((await ranksweep(folder, ['holes', 'small'])).stdout).toContain('all 4 runs are there');
    change(
      folder,
      `DELETE FROM runs WHERE id = 2; UPDATE runs SET status = 'failed', error = 'no room' WHERE id = 3`,
    );
    const { stdout } = await ranksweep(folder, ['holes', 'small']);
    expect(stdout).toMatch(/tf +init\.std=0\.1 +1 +missing/);
    expect(stdout).toMatch(/tf +init\.std=0\.2 +0 +3 +failed +100 +no room/);
    expect(stdout).toContain('2 of 4 runs are missing (1 missing, 1 failed).');
    const filled = await ranksweep(folder, ['fill', 'small']);
    expect(filled.stdout).toContain('2 done, 2 were there already');
    expect(filled.status).toBe(0);
    expect(column(folder, EVERY_POINT)).toEqual(before);
    expect(column(folder, 'select count(*) from sweeps')).toEqual(['1']);
  });
});

describe('ranksweep retry', () => {
  it('computes the failed runs alone', async () => {
    const folder = folderWithSweep();
    change(folder, `UPDATE runs SET status = iif(id = 1, 'failed', 'cancelled')`);
    const { stdout, status } = await ranksweep(folder, ['retry', 'small']);
    expect(stdout).toContain('1 done, in ');
    expect(status).toBe(0);
    expect(column(folder, 'select status from runs order by id')).toEqual(['done', 'cancelled']);
    expect(column(folder, 'select status from sweeps')).toEqual(['cancelled']);
  });
});

describe('ranksweep extend', () => {
  it('goes on from the final state, to what a longer run would have', async () => {
    const [extended, direct] = [folderWithSweep(), await folderWithOther('stop.maxIterations=170')];
    const refused = await ranksweep(extended, ['extend', 'small', '--max-iterations', '100']);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toContain(
      'expected more than the 100 iterations that sweep:1 (small) has, found 100',
    );
    const { status } = await ranksweep(extended, ['extend', 'small', '--max-iterations', '170']);
    expect(status).toBe(0);
    for (const query of [
      EVERY_POINT,
      'select run_id, iteration, kind, subject, value from events order by run_id, rowid',
    ]) {
      expect(column(extended, query)).toEqual(column(direct, query));
    }
    expect(column(extended, 'select number from attempts where run_id = 1')).toEqual(['1', '2']);
    expect((await ranksweep(extended, ['verify', 'small'])).stdout).toContain('2 runs are the same');
  });
});

describe('ranksweep extend, where no run would go on', () => {
  it('says so, and makes no other sweep', async () => {
    const folder = await folderWithOther('stop.lossBelow=1e9', 'stop.patience=0');
    const { status, stdout } = await ranksweep(folder, ['extend', 'small', '--max-iterations', '300']);
    expect(stdout.trim()).toBe(
      'Nothing to extend: no run of sweep:1 (small) would go on to 300 iterations; it has 2 whose loss is low enough.',
    );
    expect(status).toBe(0);
    expect(column(folder, 'select count(*) from sweeps')).toEqual(['1']);
  });
});

describe('ranksweep cancel', () => {
  it('ends what is still to be computed, and leaves what it has', async () => {
    const folder = folderWithSweep();
    change(folder, `UPDATE runs SET status = 'pending' WHERE id = 2`);
    const { stdout } = await ranksweep(folder, ['cancel', 'small']);
    expect(stdout).toContain('1 of 2 runs was still to be computed, and is cancelled now.');
    expect(column(folder, 'select status from runs order by id')).toEqual(['done', 'cancelled']);
    const missing = await ranksweep(folder, ['cancel', 'run:1,9']);
    expect(missing).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('found run:9; its last one is run:2'),
    });
    expect((await ranksweep(folder, ['cancel', 'run:9..1'])).stderr).toContain(
      'cancel: expected numbers such as 3,5..9',
    );
    expect((await ranksweep(folder, ['cancel'])).stderr).toContain('cancel: expected <what');
  });

  it('stops a sweep that goes on in another process, which computes nothing more of it', async () => {
    const folder = temporaryFolder();
    const words = ['run', smallDefinition(folder), '--seeds', '0..9', '--lanes', '1', 'stop.lossBelow=0'];
    const endless = [...words, ENDLESS, 'record.every=1000'];
    const ended = await disturbed(folder, endless, () => void ranksweep(folder, ['cancel', 'small']));
    expect(ended.stdout).toContain('10 cancelled, in ');
    expect(column(folder, 'select distinct status from runs')).toEqual(['cancelled']);
    expect(column(folder, 'select count(*) from leases')).toEqual(['0']);
  });
});

describe('ranksweep verify', () => {
  it('names the first point that differs, and writes nothing', async () => {
    const folder = folderWithSweep();
    change(
      folder,
      `UPDATE points SET value = value * (1 + 1e-15) WHERE run_id = 2 AND iteration >= 50
         AND metric_id = (SELECT id FROM metrics WHERE name = 'train_loss')`,
    );
    const before = column(folder, EVERY_POINT);
    const { stdout, status } = await ranksweep(folder, ['verify', 'small']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/ 2 +tf +1 +train_loss at iteration 50 +\S+ +\S+/);
    expect(stdout).toContain('1 run is the same to the last bit, 1 differs.');
    expect(column(folder, EVERY_POINT)).toEqual(before);
  });

  it('takes a sample that its seed draws', async () => {
    const folder = await folderWithOther('--seeds', '0..5');
    const { stdout, status } = await ranksweep(folder, ['verify', 'small', '--sample', '2']);
    expect(stdout).toContain('2 runs are the same to the last bit, none differs.');
    expect(status).toBe(0);
  });

  it('finds a point that is gone, a point too many, an event, and how it ended', async () => {
    const folder = await folderWithOther('--seeds', '0..4');
    change(
      folder,
      `DELETE FROM points WHERE run_id = 1 AND iteration = 25;
       INSERT INTO points VALUES (2, 1, 26, 0);
       DELETE FROM events WHERE run_id = 3;
       UPDATE runs SET iterations = 99 WHERE id = 4`,
    );
    const { stdout } = await ranksweep(folder, ['verify', 'small']);
    expect(stdout).toMatch(/ 1 +tf +0 .* at iteration 25 +nothing/);
    expect(stdout).toMatch(/ 2 +tf +1 .* at iteration 26 +0 +nothing/);
    expect(stdout).toMatch(/ 3 +tf +2 +event 1 +nothing/);
    expect(stdout).toMatch(/ 4 +tf +3 +its end +done \(iteration-limit\) after 99/);
    expect(stdout).toContain('1 run is the same to the last bit, 4 differ.');
  });
});

describe('a command that is stopped', () => {
  it('verify: tells so by its status, and calls nothing different that it has not computed', async () => {
    const folder = folderWithSweep();
    const print = vi.spyOn(console, 'log').mockReturnValue();
    onTestFinished(() => print.mockRestore());
    const verified = verify('small', { seed: '0', db: join(folder, 'results', 'ranksweep.db') });
    process.emit('SIGHUP'); // its lanes have not begun yet
    expect(await verified).toBe(130);
    expect(print.mock.calls.join('')).toContain('No run is the same to the last bit, none differs.');
  });

  it('run: tells so by its status while it waits for another process alone', async () => {
    const folder = folderWithSweep();
    inDatabase(folder, (store) => take(store, 2, { from: ['done'], leaseMs: 3_600_000 }));
    const { status, stdout } = await ranksweep(folder, ['run', 'small.yaml'], (child) =>
      whenTold(child, 'another process has 1 of them', () => child.kill('SIGINT')),
    );
    expect(stdout).toContain('Stopped before the end.');
    expect(stdout).toContain('1 held-elsewhere');
    expect(status).toBe(130);
  });
});

describe('commands on a sweep', () => {
  it('take some of its runs, and leave the others as they are', async () => {
    const folder = await folderWithOther('--seeds', '0..3');
    change(folder, `UPDATE runs SET status = 'failed' WHERE id > 1`);
    const failed = (): string[] => column(folder, `select id from runs where status = 'failed'`);
    expect((await ranksweep(folder, ['retry', 'run:1..2'])).stdout).toContain('1 done, 1 was there already');
    expect(failed()).toEqual(['3', '4']);
    expect((await ranksweep(folder, ['fill', 'run:1,3'])).stdout).toContain('1 done, 2 were there already');
    expect(failed()).toEqual(['4']);
    expect((await ranksweep(folder, ['fill', 'run:1..3'])).stdout).toContain(
      'Nothing to run: these runs are in the database already.',
    );
    expect((await ranksweep(folder, ['verify', 'run:2..4'])).stdout).toContain('2 runs are the same');
    const extended = await ranksweep(folder, ['extend', 'run:1', '--max-iterations', '200']);
    expect(extended.stderr).toContain('expected a sweep, found run:1, which is of sweep:1 (small)');
  });

  it('go on in the arithmetic that its runs have', async () => {
    const folder = await folderWithOther('--engine', 'reference');
    change(folder, `UPDATE runs SET status = 'failed' WHERE id = 1`);
    expect((await ranksweep(folder, ['retry', 'small'])).stdout).toContain('1 done, ');
    expect((await ranksweep(folder, ['extend', 'small', '--max-iterations', '120'])).status).toBe(0);
    expect(column(folder, 'select distinct arithmetic from runs')).toEqual(['f64']);
    expect(column(folder, 'select count(*) from runs')).toEqual(['2']);
    expect((await ranksweep(folder, ['retry', 'small'])).stdout).toContain('no run of it has failed');
  });

  it('end where a sweep that asks for less would, though it was interrupted beyond', async () => {
    const folder = folderWithSweep();
    change(folder, `UPDATE runs SET status = 'pending'`);
    const { status } = await ranksweep(folder, ['run', 'small.yaml', 'stop.maxIterations=60']);
    expect(status).toBe(0);
    expect(column(folder, 'select distinct iterations from runs')).toEqual(['60']);
    expect((await ranksweep(folder, ['verify', '2'])).stdout).toContain('2 runs are the same');
  });
});
