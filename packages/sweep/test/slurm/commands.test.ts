import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type TestCluster } from '../../../../tools/slurmTestCluster/cluster.ts';
import { noSlurm } from '../../../../tools/slurmTestCluster/missing.ts';
import { speakTo } from '../../../../tools/slurmTestCluster/speakTo.ts';
import { accountedJobs, parseAccounting } from '../../src/slurm/commands/accounting.ts';
import { partitions, slurmSettings } from '../../src/slurm/commands/cluster.ts';
import { cancelJobs, requeueJob, submitScript } from '../../src/slurm/commands/control.ts';
import { knownJobs } from '../../src/slurm/commands/jobs.ts';
import { parseQueue, queuedJobs } from '../../src/slurm/commands/queue.ts';
import { hasEnded, parseExitCode } from '../../src/slurm/commands/slurmJob.ts';

describe('what Slurm writes', () => {
  it('is read from the accounts, where tasks that wait share a line', () => {
    const text =
      '12_0|COMPLETED|n1|0:0\n12_1|CANCELLED by 1000|n2|0:15\n12_[2-9%4]|PENDING|None assigned|0:0\n13|FAILED|n3|2:0';
    expect(parseAccounting(text)).toMatchObject([
      {
        job: 12,
        index: 0,
        state: 'COMPLETED',
        node: 'n1',
        restarts: undefined,
        exitCode: { status: 0, signal: 0 },
      },
      { job: 12, index: 1, state: 'CANCELLED', exitCode: { status: 0, signal: 15 } },
      { job: 13, index: undefined, state: 'FAILED', exitCode: { status: 2, signal: 0 } },
    ]);
  });

  it('is read from the accounts of tasks that were interrupted, of which those that go on have not ended', () => {
    const text =
      '1_0|TIMEOUT|n1|0:0\n1_1|NODE_FAIL|n2|0:0\n1_2|PREEMPTED|n1|0:0\n1_3|OUT_OF_MEMORY|n1|0:125\n1_4|REQUEUED|n2|0:0\n' +
      '1_5|CANCELLED by 0|None assigned|0:0\n1_13|PENDING|None assigned|0:0\n2_[0]|PENDING|None assigned|0:0';
    const jobs = parseAccounting(text);
    expect(jobs.map(({ index, state, node }) => [index, state, node])).toEqual([
      [0, 'TIMEOUT', 'n1'],
      [1, 'NODE_FAIL', 'n2'],
      [2, 'PREEMPTED', 'n1'],
      [3, 'OUT_OF_MEMORY', 'n1'],
      [4, 'REQUEUED', 'n2'],
      [5, 'CANCELLED', undefined],
      [13, 'PENDING', undefined],
    ]);
    expect(jobs.filter(hasEnded).map(({ index }) => index)).toEqual([0, 1, 2, 3, 5]);
  });

  it('is read from the queue, whichever way exit codes are written', () => {
    expect(parseQueue('7|N/A|RUNNING||0|0|None|\n')).toMatchObject([
      { job: 7, index: undefined, node: undefined, restarts: 0, reason: undefined },
    ]);
    expect(parseExitCode('768')).toEqual({ status: 3, signal: 0 });
    expect(parseExitCode('9')).toEqual({ status: 0, signal: 9 });
    expect(parseExitCode('3:0')).toEqual({ status: 3, signal: 0 });
  });

  it('has states that are not known yet: such a job may go on', () => {
    expect(hasEnded({ state: 'COMPLETING' })).toBe(false);
    expect(hasEnded({ state: 'SOMETHING_NEW' })).toBe(false);
    expect(hasEnded({ state: 'NODE_FAIL' })).toBe(true);
  });
});

it('a command that does not answer is ended when nobody waits for it any more', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-hanging-'));
  const begun = join(folder, 'begun');
  writeFileSync(join(folder, 'squeue'), `#!/bin/sh\necho $$ > ${begun}\nexec sleep 1000\n`, { mode: 0o755 });
  const { PATH } = process.env;
  process.env.PATH = `${folder}:${PATH}`;
  try {
    const waiting = new AbortController();
    const refused = expect(queuedJobs([1], waiting.signal)).rejects.toMatchObject({ trouble: 'no answer' });
    const pid = (): number => (existsSync(begun) ? Number(readFileSync(begun, 'utf8')) : 0);
    await expect.poll(pid).toBeGreaterThan(0);
    waiting.abort();
    await refused;
    expect(() => process.kill(pid(), 0)).toThrow('ESRCH');
  } finally {
    process.env.PATH = PATH;
    rmSync(folder, { recursive: true });
  }
});

describe.skipIf(noSlurm !== undefined)('commands of Slurm', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 2, gpusPerNode: 2 });
    return speakTo(cluster);
  });
  afterAll(() => cluster?.stop());

  const script = (text: string): string => {
    const path = join(cluster.folder, 'script.sh');
    writeFileSync(path, `#!/bin/bash\n${text}\n`);
    return path;
  };
  const here = () => [`--chdir=${cluster.folder}`, '--output=out'];

  it('tell of every task of an array where it ran and how it ended', async () => {
    const ends =
      'case $SLURM_ARRAY_TASK_ID in 0) exit 0;; 1) exit 3;; 2) kill -9 $$;; *) touch waits; sleep 1000;; esac';
    const job = await submitScript(script(ends), [...here(), '--array=0-3,5000%4']);
    const states = async () => (await knownJobs([job])).map(({ index, state }) => `${index} ${state}`);
    await expect.poll(states).toEqual(['0 COMPLETED', '1 FAILED', '2 FAILED', '3 RUNNING', '5000 RUNNING']);
    await cancelJobs([{ job, index: 3 }]);
    await expect.poll(async () => (await states())[3]).toBe('3 CANCELLED');
    const found = await knownJobs([job]);
    expect(found.map(({ exitCode }) => exitCode)).toMatchObject([
      { status: 0, signal: 0 },
      { status: 3, signal: 0 },
      { status: 0, signal: 9 },
      { status: 0, signal: 15 },
      { status: 0, signal: 0 },
    ]);
    expect(cluster.nodes).toEqual(expect.arrayContaining(found.map(({ node }) => node)));
    expect(found.map(({ restarts }) => restarts)).toEqual([0, 0, 0, 0, 0]);
    await cancelJobs([{ job, index: undefined }]);
    await expect.poll(async () => (await knownJobs([job])).every(hasEnded)).toBe(true);
  });

  it('put a job into the queue again, which they count', async () => {
    const job = await submitScript(script('touch begun; sleep 1000'), here());
    await expect.poll(() => existsSync(join(cluster.folder, 'begun'))).toBe(true);
    await requeueJob({ job, index: undefined });
    await expect.poll(() => queuedJobs([job])).toMatchObject([{ job, index: undefined, restarts: 1 }]);
    await cancelJobs([{ job, index: undefined }]);
  });

  it('know nothing of jobs that there are not, one or several', async () => {
    expect(await queuedJobs([4444])).toEqual([]);
    expect(await queuedJobs([4444, 4445])).toEqual([]);
    expect(await queuedJobs([])).toEqual([]);
    expect(await knownJobs([4444])).toEqual([]);
  });

  it('say that there are no accounts', async () => {
    expect(await accountedJobs([1])).toBeUndefined();
  });

  it('do not take the defaults that a user has set for them', async () => {
    const job = await submitScript(script('sleep 1000'), here());
    process.env.SQUEUE_PARTITION = 'urgent';
    try {
      expect(await queuedJobs([job])).toMatchObject([{ job }]);
    } finally {
      delete process.env.SQUEUE_PARTITION;
      await cancelJobs([{ job, index: undefined }]);
    }
  });

  it('say in their own words why they refuse', async () => {
    const refused = {
      trouble: 'refused',
      message: expect.stringMatching(/invalid partition specified: nothing/) as string,
    };
    await expect(submitScript(script('true'), ['--partition=nothing'])).rejects.toMatchObject(refused);
    await expect(requeueJob({ job: 4444, index: 2 })).rejects.toMatchObject({ trouble: 'refused' });
    expect(await queuedJobs([4444])).toEqual([]);
  });

  it('tell of partitions and of settings', async () => {
    expect(await partitions()).toEqual([
      { name: 'main', isDefault: true, isUp: true, timeLimit: 'infinite', nodes: 2, gres: 'gpu:2' },
      { name: 'urgent', isDefault: false, isUp: true, timeLimit: 'infinite', nodes: 2, gres: 'gpu:2' },
    ]);
    const settings = await slurmSettings();
    expect(settings.get('KillWait')).toBe('30 sec');
    expect(settings.get('MaxArraySize')).toBe('20001');
  });

  it('are missing on a machine that has none, and do not answer without a controller', async () => {
    const { PATH } = process.env;
    process.env.PATH = '/nowhere';
    await expect(knownJobs([1])).rejects.toMatchObject({
      trouble: 'missing',
      message:
        "expected Slurm's squeue on PATH, found none: work on a machine from which jobs are submitted, or load its module",
    });
    process.env.PATH = PATH!;
    await cluster.stopController();
    process.env.SLURM_CONF = cluster.impatientConfiguration;
    await expect(queuedJobs([1])).rejects.toMatchObject({ trouble: 'no answer' });
    Object.assign(process.env, cluster.environment);
    await cluster.startController();
  });
});
