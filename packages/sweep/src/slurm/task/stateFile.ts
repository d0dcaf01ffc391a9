/** `tasks/TASK.json`: what a task tells of itself. */
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readIfThere, sharedFiles } from '../claims/sharedFiles.ts';
import { taskName, type SlurmFolder, type TaskId } from '../folder.ts';
import type { TaskState } from '../sweepFile.ts';

export const stateFile = ({ tasks }: SlurmFolder, task: TaskId): string =>
  join(tasks, `${taskName(task)}.json`);

/** @throws Error of the file system; the old file is kept then */
export async function writeState(path: string, state: TaskState): Promise<void> {
  const aside = join(dirname(path), `.${randomUUID()}`);
  try {
    await writeFile(aside, JSON.stringify(state), { flag: 'wx' });
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true }).catch(() => {});
    throw error;
  }
}

/** @returns undefined if there is none, or it cannot be read */
export async function readState(path: string): Promise<TaskState | undefined> {
  try {
    const text = await readIfThere(sharedFiles, path);
    return text === undefined ? undefined : (JSON.parse(text) as TaskState);
  } catch {
    return undefined;
  }
}
