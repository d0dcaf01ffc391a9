/** Who is gone, by their own last word, by those who came after them, and by Slurm. */
import { parseTaskName, taskName, type SlurmFolder, type TaskId } from '../folder.ts';
import { parseStartName } from './startTask.ts';
import { readState, stateFile } from './stateFile.ts';
import type { Liveness } from '../claims/liveness.ts';
import { sharedFiles } from '../claims/sharedFiles.ts';

/** What Slurm says of a task of an array. */
export interface SlurmWord {
  readonly job: number;
  readonly index: number;
  /** How many times it was requeued. Undefined if Slurm does not tell. */
  readonly restarts?: number | undefined;
  /** `waiting`: for its first start or for another one. */
  readonly state: 'waiting' | 'running' | 'ended';
}

/**
 * Asks Slurm for tasks of these jobs.
 * @returns undefined if Slurm does not answer. Tasks that it has forgotten are missing.
 */
export type AskSlurm = (jobs: readonly number[]) => Promise<readonly SlurmWord[] | undefined>;

export interface SlurmLivenessOptions {
  readonly folder: SlurmFolder;
  readonly ask: AskSlurm;
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
  /** How long a task that Slurm has forgotten must not have renewed its file before it counts as gone. */
  readonly forgottenAfterMs: number;
}

export function slurmLiveness({ folder, ask, now, forgottenAfterMs }: SlurmLivenessOptions): Liveness {
  const counters = new Map<string, { counter: number | undefined; readonly since: number }>();
  /** Since when, by this process's clock, the task's file is as it is. */
  const unchangedMs = (task: TaskId, counter: number | undefined): number => {
    const name = taskName(task);
    const known = counters.get(name);
    if (known !== undefined && known.counter === counter) return now() - known.since;
    counters.set(name, { counter, since: now() });
    return 0;
  };
  return {
    async gone(tasks) {
      const latest = await latestStarts(folder);
      const left = tasks.filter((task) => !isBefore(task, latest.get(arrayTask(task))));
      const states = new Map<TaskId, Awaited<ReturnType<typeof readState>>>();
      for (const task of left) states.set(task, await readState(stateFile(folder, task)));
      const undecided = left.filter((task) => states.get(task)?.ended === undefined);
      const gone = tasks.filter((task) => !undecided.includes(task));
      if (undecided.length === 0) return gone;
      const words = await ask([...new Set(undecided.map(({ job }) => job))]);
      if (words === undefined) return gone;
      const byTask = new Map(words.map((word) => [arrayTask(word), word]));
      const isGone = (task: TaskId): boolean => {
        const word = byTask.get(arrayTask(task));
        if (word === undefined) return unchangedMs(task, states.get(task)?.counter) >= forgottenAfterMs;
        // It had begun when its claim was read, so that it waits for another start.
        return word.state !== 'running' || (word.restarts ?? 0) > task.restart;
      };
      return [...gone, ...undecided.filter(isGone)];
    },
  };
}

const arrayTask = ({ job, index }: Pick<TaskId, 'job' | 'index'>): string => `${job}_${index}`;

const isBefore = (one: TaskId, other: TaskId | undefined): boolean =>
  other !== undefined &&
  (one.restart < other.restart || (one.restart === other.restart && one.start < other.start));

/** The latest start of each task of an array. Whoever starts later has made sure that the earlier ones have ended, or Slurm has. */
async function latestStarts({ tasks }: SlurmFolder): Promise<Map<string, TaskId>> {
  const latest = new Map<string, TaskId>();
  for (const name of await sharedFiles.list(tasks)) {
    const task = parseTaskName(parseStartName(name) ?? '');
    if (task === undefined) continue;
    const known = latest.get(arrayTask(task));
    if (known === undefined || isBefore(known, task)) latest.set(arrayTask(task), task);
  }
  return latest;
}
