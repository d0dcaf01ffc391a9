import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { FolderReader } from '../../src/slurm/follow/folderReader.ts';
import { ask, claim, finish, folderOfTasks, taskOf, tell } from './folderOfTasks.ts';

/** Units that were planned have numbers of their own. */
const noNumbers = { runNumbers: () => new Map<string, number>() };

const UNITS = [[11, 12, 13], [14, 15], [16]];

function newFolder(jobs: readonly number[] = [7]) {
  const place = mkdtempSync(join(tmpdir(), 'ranksweep-reader-'));
  onTestFinished(() => rmSync(place, { recursive: true }));
  return folderOfTasks(join(place, 'a.db'), { id: 1, name: 'a' }, { units: UNITS, jobs });
}

it('joins what tasks tell with the runs that they have', async () => {
  const folder = newFolder();
  const reader = new FolderReader(folder, noNumbers);
  expect(await reader.read()).toEqual({ jobs: [7], tasks: [], unclaimed: 6, isStopped: false });
  claim(folder, 0, taskOf(0));
  claim(folder, 1, taskOf(1));
  tell(folder, taskOf(0), { node: 'n1', runsEnded: 2, runsLeft: 1 });
  finish(folder, 1);
  writeFileSync(folder.stopFile, '');
  const { tasks, unclaimed, isStopped } = await reader.read();
  expect([unclaimed, isStopped]).toEqual([1, true]);
  expect(tasks).toMatchObject([
    { task: '7_0', runIds: [11, 12, 13], published: 0, runsEnded: 2, state: { node: 'n1', runsLeft: 1 } },
    // Its file is not seen yet.
    { task: '7_1', runIds: [14, 15], published: 2, runsEnded: 0, state: undefined, toldAt: undefined },
  ]);
});

it('gives runs to the task of the highest attempt, and counts what all starts of a task have ended', async () => {
  const folder = newFolder();
  const reader = new FolderReader(folder, noNumbers);
  claim(folder, 0, taskOf(0));
  tell(folder, taskOf(0), { runsEnded: 2, runsLeft: 1 });
  await reader.read();
  claim(folder, 0, taskOf(1), 2);
  tell(folder, taskOf(0, 1), { node: 'n2', runsEnded: 1 });
  const { tasks } = await reader.read();
  expect(tasks).toMatchObject([
    { task: '7_0', runIds: [], runsEnded: 3, state: { node: 'n2' } },
    { task: '7_1', runIds: [11, 12, 13] },
  ]);
});

it('knows of jobs that tasks have submitted in their own place, and leaves half-written files alone', async () => {
  const folder = newFolder([7, 9]);
  tell(folder, { ...taskOf(0), job: 8 }, { counter: 5 });
  writeFileSync(join(folder.tasks, '7_3.0.1.json'), '{"node":');
  writeFileSync(join(folder.claims, '2.1'), 'no task');
  const { jobs, tasks, unclaimed } = await new FolderReader(folder, noNumbers).read();
  expect([jobs, unclaimed]).toEqual([[7, 8, 9], 6]);
  expect(tasks).toMatchObject([
    { task: '7_3', state: undefined },
    { task: '8_0', state: { counter: 5 } },
  ]);
});

it('says what is wrong with a folder of another version', async () => {
  const folder = newFolder();
  writeFileSync(folder.sweepFile, '{"version": 99}');
  await expect(new FolderReader(folder, noNumbers).read()).rejects.toThrow(
    "expected version 1 of a sweep's folder, found 99",
  );
});

it('gives runs that follow from results to the task that has their latest unit, once their numbers are known', async () => {
  const place = mkdtempSync(join(tmpdir(), 'ranksweep-reader-'));
  onTestFinished(() => rmSync(place, { recursive: true }));
  const folder = folderOfTasks(
    join(place, 'a.db'),
    { id: 3, name: 'a' },
    { units: [], jobs: [7], isAsked: true },
  );
  const numbers = new Map([
    ['a', 11],
    ['b', 12],
  ]);
  const asked: string[][] = [];
  const reader = new FolderReader(folder, {
    runNumbers(sweepId, hashes) {
      expect(sweepId).toBe(3);
      asked.push([...hashes]);
      return new Map([...numbers].filter(([hash]) => hashes.includes(hash)));
    },
  });
  expect(await reader.read()).toMatchObject({ tasks: [], unclaimed: 0 });
  ask(folder, 0, ['a', 'b']);
  ask(folder, 1, ['c', 'd']);
  claim(folder, 0, taskOf(0));
  claim(folder, 1, taskOf(1));
  finish(folder, 0);
  ask(folder, 2, ['b']); // It goes on to another rung.
  let { tasks, unclaimed } = await reader.read();
  expect(unclaimed).toBe(1);
  expect(tasks).toMatchObject([
    { task: '7_0', runIds: [11], published: 1 },
    { task: '7_1', runIds: [], published: 0 },
  ]);
  claim(folder, 2, taskOf(1));
  finish(folder, 2);
  numbers.set('d', 13);
  ({ tasks, unclaimed } = await reader.read());
  expect(unclaimed).toBe(0);
  expect(tasks).toMatchObject([
    { task: '7_0', runIds: [11], published: 1 },
    { task: '7_1', runIds: [13, 12], published: 1 },
  ]);
  // What is known is not looked for again.
  expect(asked).toEqual([
    ['a', 'b', 'c', 'd'],
    ['c', 'd'],
  ]);
});
