import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type TestCluster } from '../../../../tools/slurmTestCluster/cluster.ts';
import { noSlurm } from '../../../../tools/slurmTestCluster/missing.ts';
import { speakTo } from '../../../../tools/slurmTestCluster/speakTo.ts';
import { cancelJobs, submitScript } from '../../src/slurm/commands/control.ts';
import { knownJobs } from '../../src/slurm/commands/jobs.ts';
import { slurmFolder, type SlurmFolder } from '../../src/slurm/folder.ts';
import { submittedJobs } from '../../src/slurm/submit/jobFile.ts';
import { startAgain } from '../../src/slurm/task/startAgain.ts';

describe.skipIf(noSlurm !== undefined)('a task that has to be started again', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 1, cpusPerNode: 8 });
    return speakTo(cluster);
  });
  afterAll(() => cluster?.stop());

  let folders = 0;
  interface Running {
    readonly folder: SlurmFolder;
    readonly job: number;
    readonly task: { readonly job: number; readonly index: number };
  }

  /** Task 3 of an array, which runs until it is ended. */
  async function running(...words: string[]): Promise<Running> {
    const folder = slurmFolder(join(cluster.folder, `sweep-${folders++}`));
    for (const path of [folder.path, folder.jobs]) mkdirSync(path);
    writeFileSync(
      folder.batchScript,
      '#!/bin/bash\n#SBATCH --output=/dev/null\ntouch begun-$SLURM_ARRAY_TASK_ID-$SLURM_RESTART_COUNT\nexec sleep 1000\n',
    );
    const all = ['--array=3', `--chdir=${folder.path}`, ...words];
    const job = await submitScript(folder.batchScript, all);
    await expect.poll(() => existsSync(join(folder.path, 'begun-3-'))).toBe(true);
    return { folder, job, task: { job, index: 3 } };
  }

  const stateOf = async (job: number) =>
    (await knownJobs([job])).map(({ state, restarts }) => `${state} ${restarts}`);
  const end = (...jobs: number[]) => cancelJobs(jobs.map((job) => ({ job, index: undefined })));

  it('is put into the queue again', async () => {
    const { folder, job, task } = await running();
    expect(await startAgain(folder, task, 'requeue')).toBe('Slurm has it in the queue again');
    await expect.poll(() => stateOf(job)).toEqual([expect.stringMatching(/^[A-Z_]+ 1$/)]);
    expect(submittedJobs(folder)).toEqual([]);
    await end(job);
  });

  it.each([
    ['Slurm refuses to requeue it', 'requeue', ['--no-requeue']],
    ['it is not to be requeued', 'submit', []],
  ] as const)('is submitted again for its place in the array where %s', async (_, again, words) => {
    const { folder, job, task } = await running(...words);
    const done = await startAgain(folder, task, again);
    const [submitted] = submittedJobs(folder);
    expect(done).toBe(`submitted again as job ${submitted}`);
    expect(submitted).toBeGreaterThan(job);
    expect((await knownJobs([submitted!])).map(({ index }) => index)).toEqual([3]);
    await end(job, submitted!);
  });

  it.each(['requeue', 'submit'] as const)('is left to Slurm where it was cancelled (%s)', async (again) => {
    const { folder, job, task } = await running();
    await end(job);
    await expect.poll(() => stateOf(job)).toEqual(['CANCELLED 0']);
    expect(await startAgain(folder, task, again)).toBe(
      'Slurm decides whether it is started again (CANCELLED)',
    );
    expect(readdirSync(folder.jobs)).toEqual([]);
    expect(await stateOf(job)).toEqual(['CANCELLED 0']);
  });

  it('is left alone where that was asked for', async () => {
    const { folder, job, task } = await running();
    expect(await startAgain(folder, task, 'never')).toBe('it is not started again, as was asked');
    expect(await stateOf(job)).toEqual(['RUNNING 0']);
    await end(job);
  });

  it('is put into the queue once the controller answers that has been away', async () => {
    const { folder, job, task } = await running();
    await cluster.stopController();
    process.env.SLURM_CONF = cluster.impatientConfiguration;
    const told: string[] = [];
    const done = startAgain(folder, task, 'requeue', (text) => told.push(text));
    await expect.poll(() => told).toContainEqual(expect.stringMatching(/^tries again: squeue .*controller/));
    Object.assign(process.env, cluster.environment);
    await cluster.startController();
    expect(await done).toBe('Slurm has it in the queue again');
    await end(job);
  });
});
