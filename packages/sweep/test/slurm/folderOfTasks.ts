/** The folder of a sweep on Slurm as its tasks leave it, made by hand. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimName, doneName } from '../../src/slurm/claims/claimNames.ts';
import {
  slurmFolder,
  slurmFolderPath,
  taskName,
  type SlurmFolder,
  type TaskId,
} from '../../src/slurm/folder.ts';
import type { TaskState } from '../../src/slurm/sweepFile.ts';

export interface FolderOfTasks {
  /** Numbers of the sweep's runs, by unit. */
  readonly units: readonly (readonly number[])[];
  readonly jobs: readonly number[];
  /** Whether its runs follow from results. */
  readonly isAsked?: true;
}

/** @param db beside which it is made */
export function folderOfTasks(
  db: string,
  sweep: { readonly id: number; readonly name: string; readonly specHash?: string },
  { units, jobs, isAsked }: FolderOfTasks,
): SlurmFolder {
  const folder = slurmFolder(slurmFolderPath(db, sweep));
  for (const inner of [folder.jobs, folder.tasks, folder.claims, folder.units, folder.segments, folder.logs])
    mkdirSync(inner, { recursive: true });
  writeFileSync(folder.sweepFile, JSON.stringify({ version: 1, sweep, units, runIds: units, isAsked }));
  for (const job of jobs) writeFileSync(join(folder.jobs, `${job}.json`), '{}');
  return folder;
}

/** A unit of these runs is asked for. */
export function ask({ units }: SlurmFolder, unit: number, trajectoryHashes: readonly string[]): void {
  const runs = trajectoryHashes.map((trajectoryHash) => ({ part: 'a', cell: {}, seed: 0, trajectoryHash }));
  writeFileSync(join(units, `${unit}.json`), JSON.stringify({ runs }));
}

/** `task` has the unit, at an attempt that is higher than those before. */
export function claim({ claims }: SlurmFolder, unit: number, task: TaskId, attempt = 1): void {
  writeFileSync(join(claims, claimName(unit, attempt)), `${taskName(task)} mark\n`);
}

/** Everything of the unit has ended, and is published. */
export function finish({ claims }: SlurmFolder, unit: number): void {
  writeFileSync(join(claims, doneName(unit)), '');
}

/** What a start of a task tells of itself. */
export function tell({ tasks }: SlurmFolder, task: TaskId, state: Partial<TaskState>): void {
  const usual = {
    node: 'n1',
    counter: 1,
    startedAt: '2026-01-01T00:00:00.000Z',
    lanes: 1,
    runsEnded: 0,
    runsLeft: 0,
  };
  writeFileSync(join(tasks, `${taskName(task)}.json`), JSON.stringify({ ...usual, ...state }));
}

/** The first start of a task of job 7. */
export const taskOf = (index: number, restart = 0): TaskId => ({ job: 7, index, restart, start: 1 });
