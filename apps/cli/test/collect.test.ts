import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publish, openStore } from '@ranksweep/store';
import { slurmFolder, slurmFolderPath, type SlurmFolder } from '@ranksweep/sweep';
import { chunk, done, newSweep, take } from '../../../packages/store/test/support/fixtures.ts';
import { addDoneSweep, inDatabase } from './support/database.ts';
import { ranksweep, ranksweepBin, temporaryFolder } from './support/ranksweep.ts';
import { hasTmux, terminal } from './support/terminal.ts';

/** A sweep of two runs that is on Slurm, and the folder that its tasks share. */
function submitted(folder: string): SlurmFolder {
  inDatabase(folder, (store) => {
    addDoneSweep(store, 'first', [0, 1]);
    store.discardResults(1, () => store.run(1)!.config!);
    store.discardResults(2, () => store.run(2)!.config!);
    store.finishSweep(1);
  });
  const db = join(folder, 'results', 'ranksweep.db');
  const shared = slurmFolder(slurmFolderPath(db, { id: 1, name: 'first' }));
  for (const inner of [shared.segments, shared.tasks, shared.claims, shared.jobs])
    mkdirSync(inner, { recursive: true });
  const store = openStore(db, { readOnly: true });
  const { specHash } = store.sweep(1)!;
  store.close();
  const sweepFile = { version: 1, sweep: { ...newSweep, specHash }, units: [[0], [1]] };
  writeFileSync(shared.sweepFile, JSON.stringify(sweepFile));
  return shared;
}

/** A task has published a run that ends with this value. */
async function published(
  folder: string,
  shared: SlurmFolder,
  name: string,
  { runId, value = 0.5 }: { runId: number; value?: number },
): Promise<void> {
  const db = `${name}.task.db`;
  inDatabase(
    folder,
    (store) => {
      addDoneSweep(store, 'first', [0, 1]);
      const attempt = take(store, runId, { from: ['done'], restart: true });
      store.appendChunk(runId, attempt, chunk([0, 50], { train_loss: [4, value] }));
      store.finishRun(runId, attempt, done);
    },
    db,
  );
  const store = openStore(join(folder, db));
  await publish(store, [runId], join(shared.segments, name));
  store.close();
}

/** Processes that collect for a database in the folder. */
function collectorsOf(folder: string): number[] {
  const commands = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const found = commands.filter((line) => line.includes('collectProcess') && line.includes(folder));
  expect(found).toHaveLength(1);
  return found.map((line) => Number.parseInt(line, 10));
}

describe('ranksweep collect', () => {
  it('brings in what is new, and tells each time what it leaves out', async () => {
    const folder = temporaryFolder();
    const shared = submitted(folder);
    await published(folder, shared, '1_0.0.1.1.db', { runId: 1 });
    const first = await ranksweep(folder, ['collect']);
    expect(first.stdout).toBe(`${shared.path}: 1 new segment, 1 run further than before\n`);
    expect(first.status).toBe(0);
    mkdirSync(join(folder, 'first')); // A folder of the sweep's name is not the sweep's.
    expect((await ranksweep(folder, ['collect', 'first'])).stdout).toBe(`${shared.path}: nothing new\n`);
    await published(folder, shared, '1_1.0.1.1.db', { runId: 1, value: 0.25 });
    await published(folder, shared, '1_1.0.1.2.db', { runId: 2 });
    for (const further of [1, 0]) {
      const { stdout, status } = await ranksweep(folder, ['collect', shared.path]);
      expect(stdout).toContain(`${further} run${further === 1 ? '' : 's'} further than before`);
      expect(stdout).toContain('  1_1.0.1.1.db:\n  kept as they were, since points differ, 1 run:\n');
      expect(stdout).toContain('train_loss at iteration 50 is 0.5 here, 0.25 there');
      expect(status).toBe(1);
    }
  });

  it('follows a sweep until nothing is left', async () => {
    const folder = temporaryFolder();
    const shared = submitted(folder);
    await published(folder, shared, '1_0.0.1.1.db', { runId: 1 });
    const following = ranksweep(folder, ['collect', 'first', '--wait']);
    await published(folder, shared, '1_1.0.1.1.db', { runId: 2 });
    const { stdout, stderr, status } = await following;
    expect(stdout).toContain('first-1: nothing is left to be computed.');
    expect(stderr).toContain('finished ');
    expect(status).toBe(0);
  });

  it.skipIf(!hasTmux)(
    'goes on beside the dashboard, also when it was killed (skipped without tmux)',
    async () => {
      const folder = temporaryFolder();
      const shared = submitted(folder);
      await published(folder, shared, '1_0.0.1.1.db', { runId: 1 });
      const dashboard = terminal(
        folder,
        'dashboard',
        `${process.execPath} ${ranksweepBin} dashboard; exec cat`,
      );
      await dashboard.shows(/first .* 1\/2/);
      for (const pid of collectorsOf(folder)) process.kill(pid, 'SIGKILL');
      await published(folder, shared, '1_1.0.1.1.db', { runId: 2 });
      await dashboard.shows(/first .* 2\/2/);
    },
  );

  it.skipIf(!hasTmux)(
    'begins beside the dashboard once a sweep is submitted, and tells of trouble (skipped without tmux)',
    async () => {
      const folder = temporaryFolder();
      const shared = submitted(folder);
      await published(folder, shared, '1_0.0.1.1.db', { runId: 1 });
      const aside = join(folder, 'not-submitted-yet');
      renameSync(dirname(shared.path), aside);
      const dashboard = terminal(
        folder,
        'dashboard',
        `${process.execPath} ${ranksweepBin} dashboard; exec cat`,
      );
      await dashboard.shows(/first .* 0\/2/);
      renameSync(aside, dirname(shared.path));
      await dashboard.shows(/first .* 1\/2/);
      const lost = slurmFolder(`${shared.path}-lost`);
      mkdirSync(lost.path);
      copyFileSync(shared.sweepFile, lost.sweepFile);
      await dashboard.shows(/Not collected: .*ENOENT|Not collected: \/\S+$/m);
      await published(folder, shared, '1_1.0.1.1.db', { runId: 2 });
      await dashboard.shows(/first .* 2\/2/);
    },
  );

  it('refuses what is no sweep on Slurm', async () => {
    const folder = temporaryFolder();
    inDatabase(folder, (store) => addDoneSweep(store, 'first', [0]));
    const none = await ranksweep(folder, ['collect']);
    expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('found none')]);
    const { status, stderr } = await ranksweep(folder, ['collect', 'first']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('found no sweep.json in')]);
  });
});
