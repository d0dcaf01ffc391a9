/** What can be told of a sweep on Slurm from anywhere: its tasks, where they are, and which runs they have. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimName, unitStates } from './claims/claimNames.ts';
import { ownerIn } from './claims/mark.ts';
import { cancelJobs } from './commands/control.ts';
import { knownJobs } from './commands/jobs.ts';
import { SlurmError } from './commands/slurmCommand.ts';
import { jobWord, type SlurmJob } from './commands/slurmJob.ts';
import { slurmFolder, slurmFolderPath, type SlurmFolder, type TaskId } from './folder.ts';
import { submittedJobs } from './submit/jobFile.ts';
import { readSlurmSweep } from './sweepFile.ts';

export interface TaskOnSlurm {
  /** `12_3` */
  readonly task: string;
  /** Undefined if Slurm does not answer, or has forgotten it. */
  readonly slurm: SlurmJob | undefined;
  /** Runs that it has, or had last, by their numbers in the database that the sweep was submitted from. */
  readonly runIds: readonly number[];
  /** How many of these are published whole. */
  readonly published: number;
}

export interface SweepOnSlurm {
  readonly folder: SlurmFolder;
  readonly jobs: readonly number[];
  readonly tasks: readonly TaskOnSlurm[];
  /** Runs that nobody has claimed yet. */
  readonly unclaimed: number;
  /** Whether it was cancelled. */
  readonly isStopped: boolean;
  /** Why Slurm does not tell of its jobs; undefined where it does. */
  readonly noAnswer: string | undefined;
}

/** The folder of a sweep that was handed to Slurm; undefined if it was not. */
export function slurmFolderOf(
  db: string,
  sweep: { readonly id: number; readonly name: string },
): SlurmFolder | undefined {
  const folder = slurmFolder(slurmFolderPath(db, sweep));
  return existsSync(folder.sweepFile) ? folder : undefined;
}

/** @throws InputError if the folder is of another version */
export async function sweepOnSlurm(folder: SlurmFolder): Promise<SweepOnSlurm> {
  const { units, runIds: runIdsOf = [] } = readSlurmSweep(folder.sweepFile);
  const jobs = submittedJobs(folder);
  const { known, noAnswer } = await askFor(jobs);
  const bySlurm = new Map(known.map((job) => [jobWord(job), job]));
  const owned = new Map<string, { runIds: number[]; published: number }>();
  let unclaimed = 0;
  const states = unitStates(readdirSync(folder.claims));
  for (const [unit, positions] of units.entries()) {
    const state = states.get(unit);
    const owner = state === undefined ? undefined : ownerOf(folder, claimName(unit, state.attempt));
    if (owner === undefined) {
      unclaimed += positions.length;
      continue;
    }
    const task = jobWord(owner);
    const entry = owned.get(task) ?? { runIds: [], published: 0 };
    owned.set(task, entry);
    entry.runIds.push(...(runIdsOf[unit] ?? []));
    if (state!.isDone) entry.published += positions.length;
  }
  const names = [...new Set([...bySlurm.keys(), ...owned.keys()])];
  const tasks = names.map((task): TaskOnSlurm => ({
    task,
    slurm: bySlurm.get(task),
    ...(owned.get(task) ?? { runIds: [], published: 0 }),
  }));
  return { folder, jobs, tasks, unclaimed, isStopped: existsSync(folder.stopFile), noAnswer };
}

async function askFor(
  jobs: readonly number[],
): Promise<{ known: readonly SlurmJob[]; noAnswer: string | undefined }> {
  try {
    return { known: await knownJobs(jobs), noAnswer: undefined };
  } catch (error) {
    if (!(error instanceof SlurmError)) throw error;
    return { known: [], noAnswer: error.message };
  }
}

function ownerOf({ claims }: SlurmFolder, claim: string): TaskId | undefined {
  try {
    return ownerIn(readFileSync(join(claims, claim), 'utf8'));
  } catch {
    return undefined; // A network file system may show it a little later.
  }
}

/** The end of what a task has printed; undefined if it has printed nothing. */
export function taskLogPath({ logs }: SlurmFolder, task: string): string | undefined {
  const path = join(logs, `${task}.txt`);
  return existsSync(path) ? path : undefined;
}

/**
 * Ends all tasks of a sweep: those that run save and publish what they have. It stays cancelled though Slurm does not answer, since
 * tasks look for the file `stop`.
 * @returns the jobs that Slurm was told to cancel
 * @throws SlurmError if Slurm does not answer or refuses
 */
export async function cancelOnSlurm(folder: SlurmFolder): Promise<readonly number[]> {
  writeFileSync(folder.stopFile, '');
  const jobs = submittedJobs(folder);
  await cancelJobs(jobs.map((job) => ({ job, index: undefined })));
  return jobs;
}
