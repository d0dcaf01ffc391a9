/**
 * Names of everything in the folder that the tasks of a sweep on Slurm share. Nothing in it is ever locked, and no file that others
 * may read is ever changed in place: files are made aside, and then linked or renamed.
 */
import { join, resolve } from 'node:path';

/** `DB.slurm/NAME-NUMBER`: beside the database, for one of its sweeps. */
export const slurmFolderPath = (db: string, { id, name }: { id: number | string; name: string }): string =>
  join(`${resolve(db)}.slurm`, `${name}-${id}`);

export interface SlurmFolder {
  /** Its absolute path. */
  readonly path: string;
  /** Everything that a task needs to know, see `SlurmSweep`. It is there once the folder is complete, and never changes. */
  readonly sweepFile: string;
  /** The script that `sbatch` was given. A task that cannot be requeued submits it again. */
  readonly batchScript: string;
  /** Tasks end as soon as they can once this file is there: the sweep is cancelled. */
  readonly stopFile: string;
  /** A file for each job that was submitted, `JOB.json`. */
  readonly jobs: string;
  /** A file for each start of a task, `TASK.json`: see `TaskState`. */
  readonly tasks: string;
  /** Which task has which unit of runs, see `claims/`. */
  readonly claims: string;
  /** Units of a sweep whose runs follow from results, `UNIT.json`: see `asking/`. */
  readonly units: string;
  /** Results: immutable databases that contain some runs, whole. */
  readonly segments: string;
  /** What tasks print. */
  readonly logs: string;
}

export function slurmFolder(path: string): SlurmFolder {
  const at = (name: string): string => join(resolve(path), name);
  return {
    path: resolve(path),
    sweepFile: at('sweep.json'),
    batchScript: at('batch.sh'),
    stopFile: at('stop'),
    jobs: at('jobs'),
    tasks: at('tasks'),
    claims: at('claims'),
    units: at('units'),
    segments: at('segments'),
    logs: at('logs'),
  };
}

/** One start of one task of a job array. Its name appears in every file that it makes. */
export interface TaskId {
  /** `SLURM_ARRAY_JOB_ID`, which the tasks of an array share. */
  readonly job: number;
  /** `SLURM_ARRAY_TASK_ID`. */
  readonly index: number;
  /** `SLURM_RESTART_COUNT`: how many times Slurm has requeued it. */
  readonly restart: number;
  /** 1, or more where this task was started again without Slurm having requeued it. */
  readonly start: number;
}

/** `JOB_INDEX.RESTART.START` */
export const taskName = ({ job, index, restart, start }: TaskId): string =>
  `${job}_${index}.${restart}.${start}`;

/** @returns undefined for the name of anything else */
export function parseTaskName(name: string): TaskId | undefined {
  const found = /^(\d+)_(\d+)\.(\d+)\.(\d+)$/.exec(name);
  if (found === null) return undefined;
  const [job, index, restart, start] = found.slice(1).map(Number) as [number, number, number, number];
  return { job, index, restart, start };
}

/** What a task prints goes there, once it has begun. */
export const taskLogPath = ({ logs }: SlurmFolder, task: string): string => join(logs, `${task}.txt`);

/**
 * What runs of a unit had before the sweep was submitted: a segment of those that have begun and not ended. It is missing if there
 * were none.
 */
export const begunBeforeName = (unit: number): string => `begun-before.${unit}.db`;

/** What runs of a unit had when a task asked for the unit: `begun-before.TASK.NUMBER.db`. */
export const begunName = (asker: TaskId, number: number): string =>
  `begun-before.${taskName(asker)}.${number}.db`;

/** What a task that asks for runs knows of trials and skipped runs: `TASK.trials.NUMBER.db`. */
export const trialsName = (asker: TaskId, number: number): string => `${taskName(asker)}.trials.${number}.db`;

/** `TASK.NUMBER.db`. The numbers of a task's segments grow; of two that have a run, the later has more of it. */
export const segmentName = (task: TaskId, number: number): string => `${taskName(task)}.${number}.db`;

/** @returns undefined for a file that is no task's segment, such as one that is still being made */
export function parseSegmentName(name: string): { task: TaskId; number: number } | undefined {
  const found = /^(.*)\.(\d+)\.db$/.exec(name);
  const task = found === null ? undefined : parseTaskName(found[1]!);
  return task === undefined ? undefined : { task, number: Number(found![2]) };
}
