/** What a sweep that Slurm has looks like from outside: its tasks, what Slurm says of them, and the runs that they have. */
import { knownJobs } from '../commands/jobs.ts';
import { SlurmError } from '../commands/slurmCommand.ts';
import { jobWord, type SlurmJob } from '../commands/slurmJob.ts';
import {
  FolderReader,
  notBegun,
  type FolderContents,
  type NumbersOfRuns,
  type TaskInFolder,
} from './folderReader.ts';
import type { SlurmFolder } from '../folder.ts';

/** A task of a job array, whether it has begun or not. */
export interface TaskOnSlurm extends TaskInFolder {
  /** Undefined if Slurm does not answer, or has forgotten it. */
  readonly slurm: SlurmJob | undefined;
}

/** What Slurm says of a sweep's jobs. */
export interface SlurmSays {
  readonly known: readonly SlurmJob[];
  /** Why Slurm does not tell of its jobs; undefined where it does. */
  readonly noAnswer: string | undefined;
}

export interface SweepOnSlurm extends Omit<FolderContents, 'tasks'> {
  readonly folder: SlurmFolder;
  /** In the order of their numbers. */
  readonly tasks: readonly TaskOnSlurm[];
  readonly noAnswer: string | undefined;
}

/**
 * @param store that the sweep was submitted from
 * @throws InputError if the folder is of another version
 */
export async function sweepOnSlurm(folder: SlurmFolder, store: NumbersOfRuns): Promise<SweepOnSlurm> {
  const contents = await new FolderReader(folder, store).read();
  return joined(folder, contents, await askOf(contents.jobs));
}

async function askOf(jobs: readonly number[]): Promise<SlurmSays> {
  try {
    return { known: await knownJobs(jobs), noAnswer: undefined };
  } catch (error) {
    if (!(error instanceof SlurmError)) throw error;
    return { known: [], noAnswer: error.message };
  }
}

/** Tasks beside what Slurm says of them. */
export function joined(
  folder: SlurmFolder,
  contents: FolderContents,
  { known, noAnswer }: SlurmSays,
): SweepOnSlurm {
  const ofSweep = new Set(contents.jobs);
  const bySlurm = new Map(known.filter(({ job }) => ofSweep.has(job)).map((job) => [jobWord(job), job]));
  const begun = contents.tasks.map((task): TaskOnSlurm => ({ ...task, slurm: bySlurm.get(task.task) }));
  const names = new Set(begun.map(({ task }) => task));
  const others = [...bySlurm].flatMap(([name, slurm]): TaskOnSlurm[] =>
    names.has(name) ? [] : [{ ...notBegun({ job: slurm.job, index: slurm.index ?? 0 }), task: name, slurm }],
  );
  const tasks = [...begun, ...others].toSorted((a, b) => a.job - b.job || a.index - b.index);
  return { ...contents, folder, tasks, noAnswer };
}
