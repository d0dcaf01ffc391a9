/**
 * Gives a start of a task a name of its own. A task may be started twice: by a script that starts it again after it has died, by
 * `srun` with several processes, or by Slurm where a node is lost and comes back.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { currentProcess, hasEnded } from '@ranksweep/machine';
import { Mark } from '../claims/mark.ts';
import { sharedFiles } from '../claims/sharedFiles.ts';
import { taskName, type SlurmFolder, type TaskId } from '../folder.ts';
import type { TaskState } from '../sweepFile.ts';
import type { TaskEnvironment } from './environment.ts';
import { readState, stateFile } from './stateFile.ts';

/** So many times, a start that is alive would have renewed its file. */
const RENEWALS = 3;

/** In the folder of tasks, the name that says that this start is under way. */
const startName = (task: TaskId): string => `${taskName(task)}.start`;

/** @returns undefined for a file that is anything else */
export const parseStartName = (name: string): string | undefined =>
  name.endsWith('.start') ? name.slice(0, -'.start'.length) : undefined;

/**
 * @param lookEveryMs how often a task renews its file
 * @returns the start's name; or the state of an earlier start of the same task that is still alive
 */
export async function startTask(
  folder: SlurmFolder,
  { task, node }: TaskEnvironment,
  lookEveryMs: number,
): Promise<TaskId | { readonly alive: TaskState }> {
  for (let start = 1; ; start++) {
    const one = { ...task, start };
    if (await new Mark(sharedFiles, folder.tasks, one).place(startName(one))) return one;
    const alive = await stillAlive(stateFile(folder, one), node, lookEveryMs);
    if (alive !== undefined) return { alive };
  }
}

/** The state of a start that is alive, as its node tells, or as its file does: it grows while this process watches. */
async function stillAlive(path: string, node: string, lookEveryMs: number): Promise<TaskState | undefined> {
  const first = await readState(path);
  const isOver = (state: TaskState | undefined): boolean =>
    state !== undefined && (state.ended !== undefined || (state.node === node && hasEnded(state.process)));
  if (isOver(first)) return undefined;
  const isInSight = first?.node === node && first.process.pidNamespace === currentProcess().pidNamespace;
  if (isInSight) return first;
  await sleep(RENEWALS * lookEveryMs);
  const last = await readState(path);
  return isOver(last) || last?.counter === first?.counter ? undefined : last;
}
