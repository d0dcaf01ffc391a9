/** What can happen to a sweep on a cluster. Each happens to whatever runs at that moment. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { taskName, type TaskState } from '@ranksweep/sweep';
import { ranksweep, type SweepOnCluster } from '../../slurmSweep/sweepOnCluster.ts';

type Task = Awaited<ReturnType<SweepOnCluster['running']>>[number];

export interface Blow {
  readonly name: string;
  /** @param task one that runs */
  strike(on: SweepOnCluster, task: Task): Promise<void>;
}

const word = ({ job }: SweepOnCluster, { index }: Task): string => `${job}_${index}`;

export const blows: readonly Blow[] = [
  {
    name: 'node killed',
    async strike({ cluster }, { node }) {
      await cluster.killNode(node);
      await cluster.declareDown(node);
      await sleep(1000);
      await cluster.startNode(node);
    },
  },
  {
    name: 'task preempted',
    async strike({ cluster }, { node }) {
      await cluster.slurm('sbatch', '-p', 'urgent', '-w', node, '--output=/dev/null', '--wrap=true');
    },
  },
  {
    name: 'time limit reached',
    async strike(on, task) {
      await on.cluster.slurm('scontrol', 'update', `JobId=${word(on, task)}`, 'TimeLimit=1');
    },
  },
  {
    name: 'task requeued',
    async strike(on, task) {
      await on.cluster.slurm('scontrol', 'requeue', word(on, task));
    },
  },
  {
    name: 'array element cancelled',
    async strike(on, task) {
      await on.cluster.slurm('scancel', word(on, task));
    },
  },
  {
    name: "task's process killed",
    async strike({ job, folder }, { index, restarts: restart }) {
      const name = taskName({ job, index, restart, start: 1 });
      const state = JSON.parse(readFileSync(join(folder.tasks, `${name}.json`), 'utf8')) as TaskState;
      if (state.ended === undefined) process.kill(state.process.pid, 'SIGKILL');
    },
  },
  {
    name: 'task started twice',
    async strike({ job, folder }, { index, restarts, node }) {
      // If the task has just ended, this start takes its place.
      await promisify(execFile)(process.execPath, [ranksweep, 'slurm-task', '--folder', folder.path], {
        env: {
          ...process.env,
          SLURM_ARRAY_JOB_ID: String(job),
          SLURM_ARRAY_TASK_ID: String(index),
          SLURM_RESTART_COUNT: String(restarts),
          SLURMD_NODENAME: node,
        },
      });
    },
  },
  {
    name: 'controller restarted',
    async strike({ cluster }) {
      await cluster.stopController();
      await sleep(1000);
      await cluster.startController();
    },
  },
];
