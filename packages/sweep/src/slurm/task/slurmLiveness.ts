/** Who is gone, by their own last word, by those who came after them, and by Slurm. */
import { parseTaskName, taskName, type SlurmFolder, type TaskId } from '../folder.ts';
import { parseStartName } from './startTask.ts';
import { readState, stateFile } from './stateFile.ts';
import type { Life, Liveness } from '../claims/liveness.ts';
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
  const seen = new Map<string, { readonly counter: number | undefined; readonly since: number }>();
  /** Since when, by this process's clock, the task's file is as it is. */
  const unchangedMs = (task: TaskId, counter: number | undefined): number => {
    const name = taskName(task);
    const known = seen.get(name);
    if (known !== undefined && known.counter === counter) return now() - known.since;
    seen.set(name, { counter, since: now() });
    return 0;
  };
  return {
    async of(tasks) {
      const latest = await latestStarts(folder);
      const lives = new Map<string, Life>();
      const counters = new Map<TaskId, number | undefined>();
      for (const task of tasks) {
        if (isBefore(task, latest.get(arrayTask(task)))) lives.set(taskName(task), 'gone');
        else {
          const state = await readState(stateFile(folder, task));
          if (state?.ended !== undefined) lives.set(taskName(task), 'gone');
          else counters.set(task, state?.counter);
        }
      }
      if (counters.size === 0) return lives;
      const words = await ask([...new Set([...counters.keys()].map(({ job }) => job))]);
      const byTask = new Map(words?.map((word) => [arrayTask(word), word]));
      const lifeOf = (task: TaskId): Life => {
        if (words === undefined) return 'unknown';
        const word = byTask.get(arrayTask(task));
        if (word === undefined) {
          return unchangedMs(task, counters.get(task)) >= forgottenAfterMs ? 'gone' : 'unknown';
        }
        // It had begun when its claim was read, so that it waits for another start.
        return word.state !== 'running' || (word.restarts ?? 0) > task.restart ? 'gone' : 'alive';
      };
      for (const task of counters.keys()) lives.set(taskName(task), lifeOf(task));
      return lives;
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
