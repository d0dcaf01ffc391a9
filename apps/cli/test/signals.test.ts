import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type Ended,
  folderWithSweep,
  ranksweep,
  smallDefinition,
  temporaryFolder,
} from './support/ranksweep.ts';
import { csvIn } from './support/answers.ts';
import { disturbed, ENDLESS, SAVED, until, whenTold } from './support/until.ts';

const LAST = 600_000;
const EVERY_POINT = `select run_id, metric, iteration, value from trajectory where iteration <= ${LAST} order by 1, 2, 3`;

const wordsOf = (folder: string, limit = `stop.maxIterations=${LAST}`): string[] => [
  'run',
  smallDefinition(folder),
  'stop.lossBelow=0',
  limit,
  'record.every=20000',
];
const endlessWords = (folder: string): string[] => wordsOf(folder, ENDLESS);

let undisturbed: string | undefined;

async function undisturbedPoints(): Promise<string> {
  if (undisturbed === undefined) {
    const folder = temporaryFolder();
    await ranksweep(folder, wordsOf(folder));
    undisturbed = csvIn(folder, EVERY_POINT);
  }
  return undisturbed;
}

describe('a sweep', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('stops cleanly at %s', async (signal) => {
    const folder = temporaryFolder();
    const { status, stdout } = await disturbed(folder, endlessWords(folder), (child) => child.kill(signal));
    expect(status).toBe(130);
    expect(stdout).toContain('The same command goes on from here.');
    expect(csvIn(folder, 'select distinct status from runs')).toBe('status\npending\n');
    expect(csvIn(folder, 'select count(*) as n from leases')).toBe('n\n0\n');
  });

  it('that was killed goes on from its last checkpoint, and ends with the same points', async () => {
    const folder = temporaryFolder();
    const words = ['--checkpoint-every', '0.05'];
    const killed = await disturbed(
      folder,
      [...endlessWords(folder), ...words],
      (child) => child.kill('SIGKILL'),
      SAVED,
    );
    expect(killed.status).toBeNull();
    expect(csvIn(folder, 'select min(iteration) > 0 as ok from checkpoints')).toBe('ok\n1\n');
    expect((await ranksweep(folder, ['list'])).stdout).toMatch(/small +default +interrupted/);
    const { status } = await ranksweep(folder, [...wordsOf(folder), ...words]);
    expect(status).toBe(0);
    expect(csvIn(folder, EVERY_POINT)).toBe(await undisturbedPoints());
    const outcomes = csvIn(folder, 'select outcome, count(*) as n from attempts group by 1');
    expect(outcomes).toBe('outcome,n\ndone,2\nlost,2\n');
  });

  it('is saved when it is asked to be', async () => {
    const folder = temporaryFolder();
    const { status, stderr } = await disturbed(folder, endlessWords(folder), (child) => {
      child.kill('SIGUSR2');
      void until(folder, SAVED).then(() => child.kill('SIGINT'));
    });
    expect(status).toBe(130);
    expect(stderr).toContain('Saving every run where it is.');
  });

  it('is shared by two processes, and done for both when it is done', async () => {
    const folder = temporaryFolder();
    const words = [...wordsOf(folder), '--seeds', '0..3', '--lanes', '1'];
    const both = await Promise.all([ranksweep(folder, words), ranksweep(folder, words)]);
    expect(both.map(({ status }) => status)).toEqual([0, 0]);
    // One that begins late finds some of them there.
    for (const { stdout } of both) {
      const [done, there] = [
        /^(\d+) done/m,
        /(\d+) (?:was|were|runs are) (?:there|in the database) already/,
      ].map((pattern) => Number(pattern.exec(stdout)?.[1] ?? 0)) as [number, number];
      expect(done + there, stdout).toBe(4);
    }
    expect(csvIn(folder, 'select max(attempts) as most from runs')).toBe('most\n1\n');
    const lanes = csvIn(folder, 'select count(distinct outcome) as n from attempts');
    expect(lanes).toBe('n\n1\n');
  });

  it('takes over what another process had when that was killed', async () => {
    const folder = temporaryFolder();
    const words = [...endlessWords(folder), '--checkpoint-every', '0.05'];
    let other: Promise<Ended> | undefined;
    await disturbed(folder, words, (child) => {
      other = ranksweep(folder, wordsOf(folder), (waiting) =>
        whenTold(waiting, 'another process has', () => child.kill('SIGKILL')),
      );
    });
    const { status, stderr } = await other!;
    expect(status, stderr).toBe(0);
    expect(csvIn(folder, EVERY_POINT)).toBe(await undisturbedPoints());
  });

  it('waits for a program that has locked the database, and says so', async () => {
    const folder = temporaryFolder();
    const { status, stderr } = await disturbed(folder, endlessWords(folder), (child) => {
      const client = new Database(join(folder, 'results', 'ranksweep.db'));
      whenTold(child, 'Waiting: another program', () => client.close());
      const allThere = `SELECT count(*) = 2 FROM runs WHERE iterations >= ${LAST}`;
      whenTold(
        child,
        'The database is free again.',
        () => void until(folder, allThere).then(() => child.kill('SIGINT')),
      );
      client.exec('BEGIN EXCLUSIVE');
    });
    expect(stderr).toContain('Waiting: another program has locked the database.');
    expect(stderr).toContain('The database is free again.');
    expect(status).toBe(130);
    expect(csvIn(folder, EVERY_POINT)).toBe(await undisturbedPoints());
  });

  it('waits for one that has locked it before the sweep begins, and begins when it lets go', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'results'));
    const client = new Database(join(folder, 'results', 'ranksweep.db'));
    client.exec('BEGIN EXCLUSIVE'); // the database is not even made
    const { status, stderr } = await ranksweep(folder, wordsOf(folder), (child) =>
      child.stderr!.on('data', (said) => String(said).includes('Waiting') && client.close()),
    );
    expect(stderr).toContain('Waiting: another program has locked the database.');
    expect(stderr).toContain('The database is free again.');
    expect(status, stderr).toBe(0);
    expect(csvIn(folder, EVERY_POINT)).toBe(await undisturbedPoints());
  });

  it('is stopped by Ctrl-C while it waits to begin, with nothing written', async () => {
    const folder = folderWithSweep();
    const client = new Database(join(folder, 'results', 'ranksweep.db'));
    onTestFinished(() => void client.close());
    client.exec('BEGIN EXCLUSIVE');
    const { status, stdout } = await ranksweep(folder, [...wordsOf(folder)], (child) =>
      child.stderr!.on('data', (said) => String(said).includes('Waiting') && child.kill('SIGINT')),
    );
    expect(status).toBe(130);
    expect(stdout).toContain('Stopped before the sweep began.');
    client.close();
    expect(csvIn(folder, 'select count(*) from sweeps')).toBe('count(*)\n1\n');
  });

  it.each([
    ['fill', 'small'],
    ['tag', 'small', 'x'],
    ['cancel', 'small'],
    ['delete', 'small', '--yes', '--vacuum'],
  ])('%s waits for a lock, and then does all of it', async (...words) => {
    const folder = folderWithSweep();
    const client = new Database(join(folder, 'results', 'ranksweep.db'));
    client.exec('BEGIN EXCLUSIVE');
    const { status, stderr } = await ranksweep(folder, words, (child) =>
      child.stderr!.on('data', (said) => String(said).includes('Waiting') && client.close()),
    );
    expect(stderr).toContain('Waiting: another program has locked the database.');
    expect(stderr).toContain('The database is free again.');
    expect(status, stderr).toBe(0);
  });

  it('goes on when nobody reads what it says', async () => {
    const folder = temporaryFolder();
    const { status } = await disturbed(folder, wordsOf(folder), (child) => {
      child.stdout!.destroy();
      child.stderr!.destroy();
    });
    expect(status).toBe(0);
    expect(csvIn(folder, 'select distinct status from runs')).toBe('status\ndone\n');
  });
});
