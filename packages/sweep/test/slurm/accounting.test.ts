/** sacct, asked of a real accounting database. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noAccounting } from '../../../../tools/slurmTestCluster/accounting.ts';
import { startCluster, type TestCluster } from '../../../../tools/slurmTestCluster/cluster.ts';
import { noSlurm } from '../../../../tools/slurmTestCluster/missing.ts';
import { speakTo } from '../../../../tools/slurmTestCluster/speakTo.ts';
import { accountedJobs } from '../../src/slurm/commands/accounting.ts';
import { cancelJobs, requeueJob, submitScript } from '../../src/slurm/commands/control.ts';
import { queuedJobs } from '../../src/slurm/commands/queue.ts';
import { hasEnded, type SlurmJob } from '../../src/slurm/commands/slurmJob.ts';

const why = noSlurm ?? noAccounting;
if (why !== undefined) console.warn(why);

describe.skipIf(why !== undefined)("Slurm's accounts", () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster({
      nodes: 2,
      cpusPerNode: 2,
      hasAccounting: true,
      preemptionGraceSeconds: 1,
      killWaitSeconds: 1,
    });
    return speakTo(cluster);
  });
  afterAll(() => cluster?.stop());

  const submit = (text: string, ...words: string[]): Promise<number> => {
    const path = join(cluster.folder, 'script.sh');
    writeFileSync(path, `#!/bin/bash\n${text}\n`);
    return submitScript(path, [`--chdir=${cluster.folder}`, '--output=/dev/null', ...words]);
  };
  /** Jobs that say that they have begun. */
  const sleeper = (name: string): string => `touch begun-${name}; sleep 1000`;
  const hasBegun = (name: string) =>
    expect.poll(() => existsSync(join(cluster.folder, `begun-${name}`))).toBe(true);
  /** The signal of those that were cancelled is not in the accounts. */
  const endOf = ({ job, index, state, exitCode }: SlurmJob) => ({
    job,
    index,
    state,
    ...(state === 'CANCELLED' ? {} : { exitCode }),
  });
  const states = async (...jobs: number[]) =>
    (await accountedJobs(jobs))!.map(({ index, state }) => [index, state]);

  it('tell how tasks have ended as the queue does', async () => {
    const cases = 'case $SLURM_ARRAY_TASK_ID in 0) exit 0;; 1) exit 3;; 2) kill -9 $$;; esac';
    const job = await submit(`${cases}\n${sleeper('3')}`, '--array=0-3');
    await hasBegun('3');
    await cancelJobs([{ job, index: 3 }]);
    const found = [
      [0, 'COMPLETED'],
      [1, 'FAILED'],
      [2, 'FAILED'],
      [3, 'CANCELLED'],
    ];
    await expect.poll(() => states(job)).toEqual(found);
    const ends = (jobs: readonly SlurmJob[]) => jobs.map(endOf).toSorted((a, b) => a.index! - b.index!);
    expect(ends((await accountedJobs([job]))!)).toEqual(ends(await queuedJobs([job])));
    const nodes = (await accountedJobs([job]))!.map(({ node }) => node);
    expect(cluster.nodes).toEqual(expect.arrayContaining(nodes));
  });

  it('tell the latest of a task that is in the queue again, which has not ended', async () => {
    const job = await submit(sleeper('again'), '--array=0');
    await hasBegun('again');
    await requeueJob({ job, index: 0 });
    await expect.poll(async () => (await states(job))[0]?.[1]).toMatch(/REQUEUED|PENDING|RUNNING/);
    await expect
      .poll(async () => (await queuedJobs([job]))[0])
      .toMatchObject({ restarts: 1, state: 'RUNNING' });
    await expect.poll(() => states(job)).toEqual([[0, 'RUNNING']]);
    expect((await accountedJobs([job]))!.some(hasEnded)).toBe(false);
    await cancelJobs([{ job, index: undefined }]);
  });

  it('tell of jobs that were preempted or have lost their node for good', async () => {
    const preempted = await submit(sleeper('preempted'), '--no-requeue', '-w', 'n1');
    const lost = await submit(sleeper('lost'), '--no-requeue', '-w', 'n2');
    await Promise.all([hasBegun('preempted'), hasBegun('lost')]);
    await submit('true', '-p', 'urgent', '-w', 'n1', '--cpus-per-task=2');
    await expect.poll(() => states(preempted)).toEqual([[undefined, 'PREEMPTED']]);
    await cluster.killNode('n2');
    await cluster.declareDown('n2');
    await expect.poll(() => states(lost)).toEqual([[undefined, 'NODE_FAIL']]);
    const [one, other] = (await accountedJobs([preempted, lost]))!;
    expect([one, other].map((job) => job!.node)).toEqual(['n1', 'n2']);
    expect([one, other].every((job) => hasEnded(job!))).toBe(true);
  });
});
