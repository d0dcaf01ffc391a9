import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { noSlurm } from '../slurmTestCluster/missing.ts';
import { fortyRuns } from './fortyRuns.ts';
import { longSearch } from './longSearch.ts';
import { ranksweep, sweepOnCluster, type SweepOnCluster } from './sweepOnCluster.ts';

describe.skipIf(noSlurm !== undefined)('a sweep on Slurm', () => {
  it('has every row of a local one, though a node is killed, tasks are preempted, cancelled, at their limit and started twice, and the controller restarts', async () => {
    await using on = await sweepOnCluster({ sweep: await fortyRuns(), array: '0-4' });
    const { cluster, job } = on;
    const first = await aRunning(on);

    await cluster.killNode(first.node);
    await cluster.declareDown(first.node);

    const preempted = await aRunning(on);
    await cluster.slurm('sbatch', '-p', 'urgent', '-w', preempted.node, '--output=/dev/null', '--wrap=true');
    await cluster.startNode(first.node);

    await cluster.stopController();
    await sleep(1000);
    await cluster.startController();
    // Slurm preempts when it likes. What is done to tasks below must find them as they were seen.
    await expect.poll(() => cluster.slurm('squeue', '-h', '-p', 'urgent'), { interval: 200 }).toBe('');

    const twice = await aRunning(on);
    const { stderr } = await promisify(execFile)(
      process.execPath,
      [ranksweep, 'slurm-task', '--folder', on.folder.path],
      {
        env: {
          ...process.env,
          SLURM_ARRAY_JOB_ID: String(job),
          SLURM_ARRAY_TASK_ID: String(twice.index),
          SLURM_RESTART_COUNT: String(twice.restarts),
          SLURMD_NODENAME: twice.node,
        },
      },
    );
    expect(stderr).toContain('started twice');

    const cancelled = await aRunning(on);
    await cluster.slurm('scancel', `${job}_${cancelled.index}`);

    // Slurm looks for it now and then only. Until then the task may have been preempted, and be another start.
    let limited: Awaited<ReturnType<typeof aRunning>> | undefined;
    while (!on.printed().includes('SIGUSR1')) {
      const running = await on.running();
      const { index, restarts } = limited ?? {};
      if (!running.some((task) => task.index === index && task.restarts === restarts)) {
        limited = await aRunning(on, (task) => task.index !== cancelled.index);
        await cluster.slurm('scontrol', 'update', `JobId=${job}_${limited.index}`, 'TimeLimit=1');
      }
      await sleep(200);
    }

    on.openGate();
    await on.ended();
    expect(on.done()).toBe(on.units);
    const { compared, findings } = await on.compare();
    expect(findings).toEqual([]);
    expect(compared).toBeGreaterThan(10_000);
  }, 600_000);

  it('that is a search has the trials and rows of a local one, though the task that asks for runs is killed', async () => {
    await using on = await sweepOnCluster({ sweep: longSearch(), array: '0-2' });
    const { folder } = on;
    const asker = (): string | undefined =>
      existsSync(join(folder.units, '4.json'))
        ? readFileSync(join(folder.claims, 'guard.1'), 'utf8').split(' ')[0]
        : undefined;
    await expect.poll(asker, { interval: 5 }).toBeDefined();
    const { process: own } = JSON.parse(readFileSync(join(folder.tasks, `${asker()}.json`), 'utf8')) as {
      process: { pid: number };
    };
    process.kill(own.pid, 'SIGKILL');
    expect(existsSync(join(folder.units, 'end'))).toBe(false);
    on.openGate();
    await on.ended();
    expect(readdirSync(folder.claims)).toContain('guard.2');
    // Databases number runs and cells in the order in which they come to know them.
    const { there, here } = await on.found([
      `SELECT number, state, objective, rung, name, value FROM trials JOIN cells USING (sweep_id, part, cell) ORDER BY 1, 5`,
      `SELECT trajectory_hash, arithmetic, status, runs.iterations, metric, iteration, value
       FROM trajectory JOIN runs ON runs.id = run_id ORDER BY 1, 2, 5, 6`,
    ]);
    expect(there).toEqual(here);
    expect(here.map((rows) => (rows as unknown[]).length)).toEqual([28, expect.any(Number)]);
  }, 600_000);
});

/** A task that has begun, while something is left to be done. */
async function aRunning(
  on: SweepOnCluster,
  isGood: (task: { readonly index: number }) => boolean = () => true,
): Promise<Awaited<ReturnType<SweepOnCluster['running']>>[number]> {
  for (;;) {
    const found = (await on.running()).find((task) => isGood(task));
    if (found !== undefined) return found;
    if (on.done() === on.units) throw new Error('expected a sweep that goes on, found that it is done');
    await sleep(200);
  }
}
