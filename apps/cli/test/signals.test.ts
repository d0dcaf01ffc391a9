import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ranksweep, smallDefinition, temporaryFolder, type Ended } from './support/ranksweep.ts';

const LONG = ['stop.lossBelow=0', 'stop.maxIterations=600000', 'record.every=20000'];
const everyPoint = 'select run_id, metric, iteration, value from trajectory order by 1, 2, 3';

const wordsOf = (folder: string): string[] => ['run', smallDefinition(folder), ...LONG];

async function answer(folder: string, query: string): Promise<string> {
  return (await ranksweep(folder, ['sql', query, '--format', 'csv'])).stdout;
}

/** A run has told of itself. */
const RUNNING = 'SELECT EXISTS (SELECT 1 FROM leases JOIN points USING (run_id))';
const SAVED = 'SELECT EXISTS (SELECT 1 FROM leases JOIN checkpoints USING (run_id))';

/** Resolves when the query gives 1. */
async function until(folder: string, query: string): Promise<void> {
  const path = join(folder, 'results', 'ranksweep.db');
  for (;;) {
    try {
      const client = new Database(path, { readonly: true });
      const answer = client.prepare(query).pluck().get();
      client.close();
      if (answer === 1) return;
    } catch (error) {
      if (String(error).includes('syntax')) throw error; // else it is not there yet
    }
    await sleep(20);
  }
}

/** Runs a sweep, and does something to it once the query gives 1. */
const disturbed = (
  folder: string,
  words: readonly string[],
  disturb: (child: ChildProcess) => void,
  when = RUNNING,
): Promise<Ended> => ranksweep(folder, words, (child) => void until(folder, when).then(() => disturb(child)));

let undisturbed: string | undefined;

async function undisturbedPoints(): Promise<string> {
  if (undisturbed === undefined) {
    const folder = temporaryFolder();
    await ranksweep(folder, wordsOf(folder));
    undisturbed = await answer(folder, everyPoint);
  }
  return undisturbed;
}

describe('a sweep', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('stops cleanly at %s', async (signal) => {
    const folder = temporaryFolder();
    const { status, stdout } = await disturbed(folder, wordsOf(folder), (child) => child.kill(signal));
    expect(status).toBe(130);
    expect(stdout).toContain('The same command goes on from here.');
    expect(await answer(folder, 'select distinct status from runs')).toBe('status\npending\n');
    expect(await answer(folder, 'select count(*) as n from leases')).toBe('n\n0\n');
  });

  it('that was killed goes on from its last checkpoint, and ends with the same points', async () => {
    const folder = temporaryFolder();
    const words = [...wordsOf(folder), '--checkpoint-every', '0.05'];
    const killed = await disturbed(folder, words, (child) => child.kill('SIGKILL'), SAVED);
    expect(killed.status).toBeNull();
    expect(await answer(folder, 'select min(iteration) > 0 as ok from checkpoints')).toBe('ok\n1\n');
    expect((await ranksweep(folder, ['list'])).stdout).toMatch(/small +default +interrupted/);
    const { status } = await ranksweep(folder, words);
    expect(status).toBe(0);
    expect(await answer(folder, everyPoint)).toBe(await undisturbedPoints());
    const outcomes = await answer(folder, 'select outcome, count(*) as n from attempts group by 1');
    expect(outcomes).toBe('outcome,n\ndone,2\nlost,2\n');
  });

  it('is saved when it is asked to be', async () => {
    const folder = temporaryFolder();
    let saved: Promise<void> | undefined;
    const { stderr } = await disturbed(folder, wordsOf(folder), (child) => {
      child.kill('SIGUSR2');
      saved = until(folder, SAVED);
    });
    await saved;
    expect(stderr).toContain('Saving every run where it is.');
  });

  it('is shared by two processes, and done for both when it is done', async () => {
    const folder = temporaryFolder();
    const words = [...wordsOf(folder), '--seeds', '0..3', '--lanes', '1'];
    const both = await Promise.all([ranksweep(folder, words), ranksweep(folder, words)]);
    expect(both.map(({ status }) => status)).toEqual([0, 0]);
    for (const { stdout } of both) expect(stdout).toContain('4 done');
    expect(await answer(folder, 'select max(attempts) as most from runs')).toBe('most\n1\n');
    const lanes = await answer(folder, 'select count(distinct outcome) as n from attempts');
    expect(lanes).toBe('n\n1\n');
  });

  it('takes over what another process had when that was killed', async () => {
    const folder = temporaryFolder();
    const words = [...wordsOf(folder), '--checkpoint-every', '0.05'];
    let other: Promise<Ended> | undefined;
    await disturbed(folder, words, (child) => {
      other = ranksweep(folder, words);
      setTimeout(() => child.kill('SIGKILL'), 700);
    });
    const { status, stderr } = await other!;
    expect(status, stderr).toBe(0);
    expect(await answer(folder, everyPoint)).toBe(await undisturbedPoints());
  });

  it('waits for a program that has locked the database, and says so', async () => {
    const folder = temporaryFolder();
    const { status, stderr } = await disturbed(folder, wordsOf(folder), () => {
      const client = new Database(join(folder, 'results', 'ranksweep.db'));
      client.exec('BEGIN EXCLUSIVE');
      setTimeout(() => client.close(), 6000);
    });
    expect(stderr).toContain('Waiting: another program has locked the database.');
    expect(stderr).toContain('The database is free again.');
    expect(status).toBe(0);
    expect(await answer(folder, everyPoint)).toBe(await undisturbedPoints());
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
    expect(await answer(folder, everyPoint)).toBe(await undisturbedPoints());
  });

  it('is stopped by Ctrl-C while it waits to begin, with nothing written', async () => {
    const folder = temporaryFolder();
    await ranksweep(folder, ['run', smallDefinition(folder)]);
    const client = new Database(join(folder, 'results', 'ranksweep.db'));
    onTestFinished(() => void client.close());
    client.exec('BEGIN EXCLUSIVE');
    const { status, stdout } = await ranksweep(folder, [...wordsOf(folder)], (child) =>
      child.stderr!.on('data', (said) => String(said).includes('Waiting') && child.kill('SIGINT')),
    );
    expect(status).toBe(130);
    expect(stdout).toContain('Stopped before the sweep began.');
    client.close();
    expect(await answer(folder, 'select count(*) from sweeps')).toBe('count(*)\n1\n');
  });

  it.each([
    ['fill', 'small'],
    ['tag', 'small', 'x'],
    ['cancel', 'small'],
    ['delete', 'small', '--yes', '--vacuum'],
  ])('%s waits for a lock, and then does all of it', async (...words) => {
    const folder = temporaryFolder();
    await ranksweep(folder, ['run', smallDefinition(folder)]);
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
    expect(await answer(folder, 'select distinct status from runs')).toBe('status\ndone\n');
  });
});
