import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { taskName, type SlurmFolder, type TaskId } from '../../src/slurm/folder.ts';
import type { TaskState } from '../../src/slurm/sweepFile.ts';
import { slurmLiveness, type SlurmWord } from '../../src/slurm/task/slurmLiveness.ts';
import { sharedFolder } from './taskStore.ts';

const TASK: TaskId = { job: 7, index: 3, restart: 1, start: 1 };
const FORGOTTEN_AFTER_MS = 1000;

function tells({ tasks }: SlurmFolder, task: TaskId, state: Partial<TaskState>): void {
  writeFileSync(join(tasks, `${taskName(task)}.json`), JSON.stringify(state));
}

function starts({ tasks }: SlurmFolder, task: TaskId): void {
  writeFileSync(join(tasks, `${taskName(task)}.start`), '');
}

/** Who asks, by a clock of its own. */
function observer(folder: SlurmFolder) {
  const is = { nowMs: 0, words: undefined as readonly SlurmWord[] | undefined, asked: 0 };
  const liveness = slurmLiveness({
    folder,
    ask: async () => (is.asked++, is.words),
    now: () => is.nowMs,
    forgottenAfterMs: FORGOTTEN_AFTER_MS,
  });
  const life = async (task = TASK) => (await liveness.of([task])).get(taskName(task));
  return { is, life };
}

const word = (changes: Partial<SlurmWord> = {}): SlurmWord => ({
  job: TASK.job,
  index: TASK.index,
  restarts: TASK.restart,
  state: 'running',
  ...changes,
});

it('believes the last word of a task, and does not ask Slurm then', async () => {
  const folder = sharedFolder();
  const { is, life } = observer(folder);
  is.words = [word()];
  tells(folder, TASK, { counter: 4 });
  expect(await life()).toBe('alive');
  tells(folder, TASK, { counter: 5, ended: { how: 'interrupted', message: '' } });
  expect(await life()).toBe('gone');
  expect(is.asked).toBe(1);
});

it.each([
  ['requeued', { ...TASK, restart: 2 }, 'gone'],
  ['started again in its place', { ...TASK, start: 2 }, 'gone'],
  ['an earlier one', { ...TASK, restart: 0, start: 9 }, 'alive'],
  ['another task', { ...TASK, index: 4, restart: 2 }, 'alive'],
  ['a task of another job', { ...TASK, job: 8, restart: 2 }, 'alive'],
] as const)('knows what a later start of the same task says: %s', async (_, other, expected) => {
  const folder = sharedFolder();
  const { is, life } = observer(folder);
  is.words = [word()];
  starts(folder, TASK);
  starts(folder, other);
  expect(await life()).toBe(expected);
});

it.each([
  ['runs', [word()], 'alive'],
  ['waits for another start', [word({ state: 'waiting' })], 'gone'],
  ['has ended', [word({ state: 'ended' })], 'gone'],
  ['was requeued and runs again', [word({ restarts: 2 })], 'gone'],
  ['runs, and accounting does not tell how often it has begun', [word({ restarts: undefined })], 'alive'],
  ['does not answer', undefined, 'unknown'],
  ['knows another task only', [word({ index: 4, state: 'ended' })], 'unknown'],
  ['knows a task of another job only', [word({ job: 8, state: 'ended' })], 'unknown'],
] as const)('asks Slurm: it %s', async (_, words, expected) => {
  const { is, life } = observer(sharedFolder());
  is.words = words;
  expect(await life()).toBe(expected);
});

it('counts a task that Slurm has forgotten as gone once its file has not changed for long by the clock of who looks', async () => {
  const folder = sharedFolder();
  const { is, life } = observer(folder);
  is.words = [];
  tells(folder, TASK, { counter: 1, startedAt: '1970-01-01T00:00:00Z' });
  expect(await life()).toBe('unknown');
  is.nowMs = 999;
  expect(await life()).toBe('unknown');
  tells(folder, TASK, { counter: 2 });
  is.nowMs = 1500;
  expect(await life()).toBe('unknown');
  is.nowMs = 2499;
  expect(await life()).toBe('unknown');
  is.nowMs = 2500;
  expect(await life()).toBe('gone');
});

it('never counts a task as gone as long as Slurm does not answer, however long that is', async () => {
  const folder = sharedFolder();
  const { is, life } = observer(folder);
  tells(folder, TASK, { counter: 1 });
  expect(await life()).toBe('unknown');
  is.nowMs = 1e9;
  expect(await life()).toBe('unknown');
  // How long nobody was asked says nothing of the task.
  is.words = [];
  expect(await life()).toBe('unknown');
});
