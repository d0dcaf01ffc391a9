import { mkdirSync, readdirSync, readlinkSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '@ranksweep/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../machine/test/support/temporaryFolder.ts';
import { startCluster, type TestCluster } from '../../../../tools/slurmTestCluster/cluster.ts';
import { noSlurm } from '../../../../tools/slurmTestCluster/missing.ts';
import { speakTo } from '../../../../tools/slurmTestCluster/speakTo.ts';
import { cancelJobs } from '../../src/slurm/commands/control.ts';
import { slurmFolderPath } from '../../src/slurm/folder.ts';
import { readProfile } from '../../src/slurm/submit/profile.ts';
import { submitSweep, type Submission } from '../../src/slurm/submit/submitSweep.ts';
import { lanesOn } from '../../src/launch/devices/chooseLanes.ts';
import { smallSweep, temporaryStore } from '../support/sweeps.ts';

const sweep = smallSweep(['mf']);

describe.skipIf(noSlurm !== undefined)('the folder of a sweep on Slurm', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 1 });
    return speakTo(cluster);
  });
  afterAll(() => cluster?.stop());

  /** Submits the sweep as a task that does not begin before the test is over. */
  async function submit(store: Store, folder: string): Promise<NonNullable<Submission['submitted']>> {
    const { profile } = readProfile({ array: '0', sbatch: { begin: 'now+1day' } });
    const { submitted } = await submitSweep(store, sweep, {
      db: store.path,
      profile,
      settings: {},
      places: await lanesOn('wasm', 1),
      reuse: 'all',
      folder,
      workingFolder: process.cwd(),
      ownCommand: ['ranksweep'],
      extensions: [],
    });
    return submitted!;
  }

  const linkOf = ({ path }: Store): string => slurmFolderPath(path, { id: 1, name: sweep.name });
  const end = (...jobs: number[]) => cancelJobs(jobs.map((job) => ({ job, index: undefined })));

  it('is its own where another database names the same place', async () => {
    const shared = temporaryFolder();
    const [one, other] = [temporaryStore(), temporaryStore()];
    const first = await submit(one, shared);
    const second = await submit(other, shared);
    expect(readdirSync(shared).toSorted()).toEqual(['small-1', 'small-1.2']);
    expect([one, other].map((store) => readlinkSync(linkOf(store)))).toEqual([
      join(shared, 'small-1'),
      join(shared, 'small-1.2'),
    ]);
    await expect(submit(other, shared)).rejects.toThrow(
      /^expected a sweep that Slurm does not have, found 1 task, such as .* in .*ranksweep collect/,
    );
    await end(second.job);
    await submit(other, shared);
    expect(readdirSync(shared).toSorted()).toEqual(['small-1', 'small-1.2', `small-1.2.${second.job}`]);
    await end(first.job);
  });

  it('is found though the link to it was lost', async () => {
    const [shared, store] = [temporaryFolder(), temporaryStore()];
    const { job } = await submit(store, shared);
    unlinkSync(linkOf(store));
    await expect(submit(store, shared)).rejects.toThrow('expected a sweep that Slurm does not have');
    expect(readlinkSync(linkOf(store))).toBe(join(shared, 'small-1'));
    await end(job);
  });

  it('is missed where the link to it leads nowhere: its tasks may be at work all the same', async () => {
    const [shared, store] = [temporaryFolder(), temporaryStore()];
    const { job } = await submit(store, shared);
    const path = join(shared, 'small-1');
    renameSync(path, `${path}.unmounted`);
    await expect(submit(store, shared)).rejects.toThrow(
      `expected the sweep's folder on Slurm at ${path}, found nothing there`,
    );
    expect(readdirSync(shared)).toEqual(['small-1.unmounted']);
    await end(job);
    unlinkSync(linkOf(store));
    await submit(store, shared);
    expect(readdirSync(shared).toSorted()).toEqual(['small-1', 'small-1.unmounted']);
  });

  it('takes no part of what lies at its place, where Slurm refuses the job', async () => {
    const [shared, store] = [temporaryFolder(), temporaryStore()];
    mkdirSync(join(shared, 'small-1'));
    mkdirSync(join(shared, 'small-1', 'mine'));
    process.env.PATH = '/nowhere';
    await expect(submit(store, shared)).rejects.toThrow("expected Slurm's sbatch");
    Object.assign(process.env, cluster.environment);
    expect(readdirSync(shared)).toEqual(['small-1']);
    expect(readdirSync(join(shared, 'small-1'))).toEqual(['mine']);
    rmSync(join(shared, 'small-1'), { recursive: true });
  });
});
