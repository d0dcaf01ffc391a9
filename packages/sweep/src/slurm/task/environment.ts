/** What Slurm tells a task in its environment. */
import { hostname } from 'node:os';
import { InputError } from '@ranksweep/core';
import type { TaskId } from '../folder.ts';

export interface TaskEnvironment {
  readonly task: Omit<TaskId, 'start'>;
  /** The place of the task among those of its array, from 0, and how many these are. */
  readonly place: number;
  readonly tasks: number;
  readonly node: string;
  /** A folder on the node, for this task's files. */
  readonly temporary: string;
}

/** @throws InputError if this is no job of Slurm */
export function taskEnvironment(environment: NodeJS.ProcessEnv): TaskEnvironment {
  const number = (name: string): number | undefined =>
    /^\d+$/.test(environment[name] ?? '') ? Number(environment[name]) : undefined;
  const job = number('SLURM_ARRAY_JOB_ID') ?? number('SLURM_JOB_ID');
  if (job === undefined) {
    throw new InputError(
      'slurm-task: expected a job of Slurm, found no SLURM_JOB_ID: `ranksweep run --launcher slurm` submits one',
    );
  }
  const index = number('SLURM_ARRAY_TASK_ID') ?? 0;
  const first = number('SLURM_ARRAY_TASK_MIN') ?? index;
  const step = number('SLURM_ARRAY_TASK_STEP') ?? 1;
  const tasks = Math.max(1, number('SLURM_ARRAY_TASK_COUNT') ?? 1);
  return {
    task: { job, index, restart: number('SLURM_RESTART_COUNT') ?? 0 },
    place: Math.min(tasks - 1, Math.floor((index - first) / Math.max(1, step))),
    tasks,
    node: environment.SLURMD_NODENAME ?? hostname(),
    temporary: environment.SLURM_TMPDIR ?? environment.TMPDIR ?? '/tmp',
  };
}
