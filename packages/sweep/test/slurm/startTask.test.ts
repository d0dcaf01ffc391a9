import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { currentProcess, type ProcessIdentity } from '@ranksweep/machine';
import { expect, it } from 'vitest';
import type { SlurmFolder, TaskId } from '../../src/slurm/folder.ts';
import type { TaskState } from '../../src/slurm/sweepFile.ts';
import { startTask } from '../../src/slurm/task/startTask.ts';
import { stateFile } from '../../src/slurm/task/stateFile.ts';
import { sharedFolder } from './taskStore.ts';

const LOOK_EVERY_MS = 50;
const FIRST: TaskId = { job: 1, index: 2, restart: 0, start: 1 };

const start = (folder: SlurmFolder, node = 'n1', restart = 0) =>
  startTask(
    folder,
    { task: { job: 1, index: 2, restart }, place: 2, tasks: 3, node, temporary: '/tmp' },
    LOOK_EVERY_MS,
  );

const tells = (folder: SlurmFolder, state: Partial<TaskState>): void =>
  writeFileSync(
    stateFile(folder, FIRST),
    JSON.stringify({ node: 'n1', process: here, counter: 1, ...state }),
  );

const here = currentProcess();

/** A process of this machine that has ended. */
const ended = (): ProcessIdentity => ({ ...here, pid: spawnSync('true').pid });

it('gives every start a name of its own', async () => {
  const folder = sharedFolder();
  expect(await start(folder)).toEqual(FIRST);
  expect(await start(folder, 'n1', 1)).toEqual({ ...FIRST, restart: 1 });
});

it('lets one of several that start at a time begin', async () => {
  const folder = sharedFolder();
  tells(folder, {});
  const starts = await Promise.all([1, 2, 3, 4].map(() => start(folder)));
  expect(starts.filter((one) => !('alive' in one))).toEqual([FIRST]);
});

it.each([
  ['has said its last word', { ended: { how: 'failed', message: '' } }],
  ['is a process of the same node that has ended', { process: ended() }],
] as const)('takes the place of an earlier start that %s', async (_, state) => {
  const folder = sharedFolder();
  await start(folder);
  tells(folder, state);
  expect(await start(folder)).toEqual({ ...FIRST, start: 2 });
});

it('takes the place of an earlier start that has told nothing, or is on another node and has ceased to tell', async () => {
  const folder = sharedFolder();
  await start(folder);
  expect(await start(folder)).toEqual({ ...FIRST, start: 2 });
  tells(folder, { node: 'n2', process: ended() });
  writeFileSync(
    stateFile(folder, { ...FIRST, start: 2 }),
    JSON.stringify({ node: 'n2', process: here, counter: 7, startedAt: '2999-01-01T00:00:00Z' }),
  );
  expect(await start(folder)).toEqual({ ...FIRST, start: 3 });
});

it('leaves a start alone that is alive, on the same node or on another', async () => {
  const folder = sharedFolder();
  await start(folder);
  tells(folder, {});
  expect(await start(folder)).toMatchObject({ alive: { node: 'n1' } });
  // Its process cannot be seen from another node, which knows others by such numbers. Its clock may be behind by days.
  let counter = 1;
  const renew = (): void =>
    tells(folder, { process: ended(), counter: ++counter, startedAt: '1970-01-01T00:00:00Z' });
  const renewing = setInterval(renew, LOOK_EVERY_MS / 5);
  try {
    expect(await start(folder, 'n2')).toMatchObject({ alive: { node: 'n1' } });
  } finally {
    clearInterval(renewing);
  }
});

it('takes the place of a start on another node that says its last word while it is watched', async () => {
  const folder = sharedFolder();
  await start(folder);
  tells(folder, {});
  let counter = 1;
  const ending = setInterval(
    () => tells(folder, { counter: ++counter, ended: { how: 'failed', message: '' } }),
    LOOK_EVERY_MS / 5,
  );
  try {
    expect(await start(folder, 'n2')).toEqual({ ...FIRST, start: 2 });
  } finally {
    clearInterval(ending);
  }
});

it('watches a start on the same node whose processes it cannot see', async () => {
  const folder = sharedFolder();
  await start(folder);
  tells(folder, { process: { ...ended(), pidNamespace: 'pid:[1]' } });
  expect(await start(folder)).toEqual({ ...FIRST, start: 2 });
});
