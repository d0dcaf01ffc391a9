import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type TestCluster } from './cluster.ts';
import { noSlurm } from './missing.ts';

describe.skipIf(noSlurm !== undefined)('a test cluster', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster({
      nodes: 2,
      cpusPerNode: 1,
      gpusPerNode: 1,
      preemptionGraceSeconds: 1,
      killWaitSeconds: 1,
    });
  });
  afterAll(() => cluster?.stop());

  /** Submits a job that runs `text` in bash; gives its id. */
  const submit = async (text: string, ...words: string[]): Promise<string> => {
    const path = join(cluster.folder, 'job.sh');
    writeFileSync(path, `#!/bin/bash\n${text}\n`);
    const out = join(cluster.folder, 'out-%A_%a');
    return (await cluster.slurm('sbatch', '--parsable', `--output=${out}`, ...words, path)).trim();
  };
  const here = () => `--chdir=${cluster.folder}`;
  const states = async (job: string, format: string): Promise<string[]> =>
    (await cluster.slurm('squeue', '-h', '-r', '-t', 'all', '-S', 'i', '-j', job, '-o', format))
      .trim()
      .split('\n');
  const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}/exe`);
  const numberIn = (name: string) => async () => {
    const path = join(cluster.folder, name);
    return existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
  };

  it('runs an array on all of its nodes, and has GPUs to count', async () => {
    const meet = join(cluster.folder, 'met-');
    // Both tasks wait for the other: they cannot have run one after the other on one node.
    const job = await submit(
      `touch ${meet}$SLURMD_NODENAME; echo $CUDA_VISIBLE_DEVICES > ${cluster.folder}/gpus; until [ -e ${meet}n1 ] && [ -e ${meet}n2 ]; do sleep 0.05; done`,
      '--array=0-1',
      '--gpus=1',
    );
    await expect.poll(() => states(job, '%T %B')).toEqual(['COMPLETED n1', 'COMPLETED n2']);
    expect(readFileSync(join(cluster.folder, 'gpus'), 'utf8')).toBe('0\n');
  });

  it('loses a node with all of its processes, runs its job elsewhere, and gets it back', async () => {
    const job = await submit(
      'echo $SLURMD_NODENAME > place; sleep 1000 & echo $! > pid-$SLURMD_NODENAME; wait',
      here(),
    );
    const placeOf = async () =>
      (await readFile(join(cluster.folder, 'place'), 'utf8').catch(() => '')).trim();
    await expect.poll(placeOf).not.toBe('');
    const first = await placeOf();
    await expect.poll(numberIn(`pid-${first}`)).toBeGreaterThan(0);
    const pid = await numberIn(`pid-${first}`)();
    expect(isRunning(pid)).toBe(true);
    await cluster.killNode(first);
    expect(isRunning(pid)).toBe(false);
    await cluster.declareDown(first);
    const second = first === 'n1' ? 'n2' : 'n1';
    await expect.poll(numberIn(`pid-${second}`)).toBeGreaterThan(0);
    await cluster.startNode(first);
    await cluster.slurm('scancel', job);
    await expect.poll(() => states(job, '%T')).toEqual(['CANCELLED']);
    expect(isRunning(await numberIn(`pid-${second}`)())).toBe(false);
  });

  it('keeps its jobs when the controller is stopped and comes back', async () => {
    const job = await submit('until [ -e go ]; do sleep 0.05; done', here());
    await expect.poll(() => states(job, '%T')).toEqual(['RUNNING']);
    await cluster.stopController();
    writeFileSync(join(cluster.folder, 'go'), '');
    await cluster.startController();
    await expect.poll(() => states(job, '%T')).toEqual(['COMPLETED']);
  });

  it('preempts a job of main for one of urgent: SIGTERM to its steps, time to end, and back into the queue', async () => {
    const job = await submit(
      `srun bash -c 'trap "touch told" TERM; touch started; while true; do sleep 0.05; done'`,
      here(),
      '-w',
      'n1',
    );
    await expect.poll(() => existsSync(join(cluster.folder, 'started'))).toBe(true);
    const urgent = await submit('true', '-p', 'urgent', '-w', 'n1');
    await expect.poll(() => states(urgent, '%T')).toEqual(['COMPLETED']);
    expect(existsSync(join(cluster.folder, 'told'))).toBe(true);
    const restarts = () => cluster.slurm('squeue', '-h', '-t', 'running', '-j', job, '-O', 'RestartCnt:5');
    await expect.poll(restarts).toMatch(/^1\s*$/);
    await cluster.slurm('scancel', job);
  });

  it('leaves nothing when the process exits that has started it', async () => {
    const source = `import { startCluster } from '${new URL('cluster.ts', import.meta.url).href}';
      const { folder } = await startCluster({ nodes: 1 });
      console.log(folder);
      process.exit();`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', source]);
    const folder = stdout.trim();
    expect(folder).toContain('ranksweep-slurm-');
    expect(existsSync(folder)).toBe(false);
    await expect.poll(() => processesOf(folder)).toEqual([]);
  });

  it('leaves nothing when it stops, and one beside it goes on', async () => {
    const other = await startCluster({ nodes: 1 });
    const path = join(cluster.folder, 'forever.sh');
    writeFileSync(path, '#!/bin/bash\nsleep 1000 & echo $! > forever; wait\n');
    await other.slurm('sbatch', here(), '--output=/dev/null', path);
    await expect.poll(numberIn('forever')).toBeGreaterThan(0);
    await other.stop();
    expect(isRunning(await numberIn('forever')())).toBe(false);
    expect(existsSync(other.folder)).toBe(false);
    expect(await cluster.slurm('sinfo', '-h', '-o', '%D', '-p', 'main')).toBe('2\n');
  });
});

/** Processes that were told of the folder. */
const processesOf = (folder: string): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      const told = ['cmdline', 'environ'].map((name) => readFileSync(`/proc/${pid}/${name}`, 'utf8'));
      return told.join().includes(folder);
    } catch {
      return false; // It has ended, or is none.
    }
  });
