import type { Store } from '@ranksweep/store';
import { FolderReader, joinedWithJobs, type SlurmJob } from '@ranksweep/sweep/slurm';
import { expect, it } from 'vitest';
import {
  claim,
  finish as publishAll,
  folderOfTasks,
  taskOf,
  tell,
} from '../../../../packages/sweep/test/slurm/folderOfTasks.ts';
import type { Context } from '../../src/context.ts';
import { noFocus, type Focus } from '../../src/focus.ts';
import type { JobsSeen } from '../../src/slurm/slurmWatch.ts';
import { taskOfRunText } from '../../src/slurm/taskTable.ts';
import { lanesView } from '../../src/views/lanes/lanesView.ts';
import { runView } from '../../src/views/run/runView.ts';
import { sweepsView } from '../../src/views/sweeps/sweepsView.ts';
import { addSweep, contextOf, finish, screenOf as drawn, temporaryStore } from '../support/stores.ts';

/** Without the moment at which the test has made the sweep. */
const screenOf = (...words: Parameters<typeof drawn>): string =>
  drawn(...words).replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'SINCE');

const job = (index: number, state: string, more: Partial<SlurmJob> = {}): SlurmJob => ({
  job: 7,
  index,
  state,
  node: undefined,
  restarts: 0,
  exitCode: { status: 0, signal: 0 },
  reason: undefined,
  ...more,
});

const JOBS: readonly SlurmJob[] = [
  job(0, 'COMPLETED', { node: 'n1' }),
  job(1, 'FAILED', { node: 'n1', exitCode: { status: 3, signal: 0 }, reason: 'NonZeroExitCode' }),
  job(2, 'RUNNING', { node: 'n2', restarts: 1 }),
  job(3, 'RUNNING', { node: 'n3' }),
  job(4, 'PENDING', { reason: 'Resources' }),
  job(5, 'PENDING', { reason: 'Resources' }),
];

interface OnSlurm {
  readonly context: Context;
  readonly focus: Focus;
  seen: JobsSeen | undefined;
}

/** A sweep of eight runs, some of which its tasks have: two have ended, and are collected. */
async function onSlurm(store: Store, known: readonly SlurmJob[] = JOBS, noAnswer?: string): Promise<OnSlurm> {
  const { sweepId } = addSweep(store, 'a', [0.1, 0.2], 4);
  finish(store, 1);
  finish(store, 2);
  store.finishSweep(sweepId);
  const folder = folderOfTasks(
    store.path,
    { id: sweepId, name: 'a' },
    { units: [[1, 2], [3], [4, 5], [6], [7, 8]], jobs: [7] },
  );
  for (const index of [0, 1, 2, 3]) claim(folder, index, taskOf(index));
  publishAll(folder, 0);
  tell(folder, taskOf(0), {
    node: 'n1',
    runsEnded: 2,
    ended: { how: 'nothing left', message: 'every unit is done or at work' },
  });
  tell(folder, taskOf(1), { node: 'n1', runsLeft: 1 });
  tell(folder, taskOf(2), { node: 'n1', runsEnded: 1, runsLeft: 1 });
  tell(folder, taskOf(2, 1), { node: 'n2', runsLeft: 2 });
  tell(folder, taskOf(3), { node: 'n3', runsLeft: 1 });
  const contents = await new FolderReader(folder, store).read();
  const sweep = joinedWithJobs({ ...folder, logs: '/shared/logs' }, contents, { known, noAnswer });
  const tasks = sweep.tasks.map((task) => ({
    ...task,
    quietMs: task.state === undefined ? undefined : 12_000,
  }));
  const found: OnSlurm = {
    focus: { ...noFocus(), sweepId },
    seen: { ...sweep, tasks, trouble: undefined },
    context: { ...contextOf(store), slurm: { of: () => found.seen } },
  };
  return found;
}

it('the view of lanes has the tasks of a sweep on Slurm, with nodes, jobs, states, runs and signs of life', async () => {
  const { context, focus } = await onSlurm(temporaryStore());
  const view = lanesView(context, focus);
  view.refresh();
  expect(view.title()).toBe('a on Slurm: 2 tasks at work on 2 nodes');
  expect(screenOf(view, 110, 12)).toMatchInlineSnapshot(`
    "  task  node  job  state      ended  at work  last sign  restarts  exit  reason
    > 2     n2      7  running        1        2   12 s ago         1
      3     n3      7  running        0        1   12 s ago
      4             7  pending                                               Resources
      5             7  pending                                               Resources
      1     n1      7  failed         0            12 s ago            3     NonZeroExitCode
      0     n1      7  completed      2            12 s ago            0     every unit is done or at work

      Slurm, job 7: 2 running on 2 nodes, 2 pending (Resources), 1 failed (exit 3), 1 completed; 1 requeued; 2
      runs that no task has yet
      7_2: 0 of its 2 runs published whole; log: /shared/logs/7_2.txt
    "
  `);
  view.press('down');
  expect(screenOf(view, 110, 12)).toContain('7_3: 0 of its 1 run published whole; log: /shared/logs/7_3.txt');
  const opened = view.press('enter');
  if (opened?.kind !== 'open' || opened.view === undefined) throw new Error('expected the runs of the task');
  opened.view.refresh();
  expect(opened.view.title()).toBe('runs of task 7_3');
  expect(screenOf(opened.view, 80, 4)).toMatchInlineSnapshot(`
    "  run▲  part  init.std  seed  status     iteration  reconstruction_error       ›
    >    6  tf         0.2     1  · pending          0
      row 1 of 1
    "
  `);
});

it('tells why Slurm does not answer, beside what tasks tell themselves', async () => {
  const { context, focus } = await onSlurm(temporaryStore(), [], 'squeue: no answer in 120 s');
  const view = lanesView(context, focus);
  view.refresh();
  expect(screenOf(view, 110, 11)).toMatchInlineSnapshot(`
    "  task  node  job  state      ended  at work  last sign  restarts  exit  reason
    > 1     n1      7  not known      0        1   12 s ago
      2     n2      7  not known      1        2   12 s ago
      3     n3      7  not known      0        1   12 s ago
      0     n1      7  ended          2            12 s ago                  every unit is done or at work

      Slurm, job 7: 1 ended, 3 not known; 2 runs that no task has yet
      squeue: no answer in 120 s
      7_1: 0 of its 1 run published whole; log: /shared/logs/7_1.txt

    "
  `);
});

it('keeps the task that is selected where others come before it, and tells why the folder cannot be read', async () => {
  const on = await onSlurm(temporaryStore());
  const view = lanesView(on.context, on.focus);
  view.refresh();
  view.press('down');
  const { tasks } = on.seen!;
  const ended = tasks.map((task) =>
    task.index === 2 ? { ...task, slurm: job(2, 'COMPLETED', { node: 'n2' }) } : task,
  );
  on.seen = { ...on.seen!, tasks: ended, trouble: 'ESTALE: stale file handle' };
  view.refresh();
  const screen = screenOf(view, 110, 14);
  expect(screen).toContain('> 3     n3      7  running');
  expect(screen).toContain('7_3: 0 of its 1 run published whole');
  expect(screen).toContain('ESTALE: stale file handle');
});

it('tells the exit status of the task that had a run unless it is 0', async () => {
  const { seen } = await onSlurm(temporaryStore());
  expect(taskOfRunText(seen, 1)).toBe('Slurm task 7_0 on n1, completed');
  expect(taskOfRunText(seen, 3)).toBe('Slurm task 7_1 on n1, failed (exit 3)');
  expect(taskOfRunText(seen, 7)).toBe('');
});

it('has lanes again when a sweep is selected that is not on Slurm', async () => {
  const found = await onSlurm(temporaryStore());
  const view = lanesView(found.context, found.focus);
  view.refresh();
  expect(screenOf(view, 80, 12)).toContain('on 2 nodes');
  found.seen = undefined;
  view.refresh();
  expect(screenOf(view, 80, 12)).toContain('No lane is at work.');
});

it('the list of sweeps tells that Slurm has a sweep, how its tasks are, how fast it goes, and when it is through', async () => {
  const store = temporaryStore();
  const { context, focus } = await onSlurm(store);
  let nowMs = Date.UTC(2026, 0, 1);
  const view = sweepsView({ ...context, now: () => nowMs }, focus);
  view.refresh();
  screenOf(view, 120, 6);
  // What a task has published is collected.
  finish(store, 3);
  store.finishSweep(1);
  nowMs += 10_000;
  view.refresh();
  expect(screenOf(view, 120, 6)).toMatchInlineSnapshot(`
    "  sweep  name     status      progress          done  run  fail  div  canc  it/s        left  since
    >     1  a quick  ▶ on Slurm  [█████▎        ]   3/8    0     0    0     0   100  about 50 s  SINCE
      finished 3 of 8 runs: 3 done; 3K iterations, 100/s, about 5K and 50 s left
      Slurm, job 7: 2 running on 2 nodes, 2 pending (Resources), 1 failed (exit 3), 1 completed; 1 requeued; 2 runs that no
      task has yet
    "
  `);
  expect(view.press('c')).toMatchObject({
    question: expect.stringContaining(', and its jobs on Slurm?') as string,
  });
});

it('the list of sweeps tells what waits, and what Slurm has no more', async () => {
  const waiting = await onSlurm(temporaryStore(), [job(0, 'PENDING', { reason: 'Priority' })]);
  const view = sweepsView(waiting.context, waiting.focus);
  view.refresh();
  expect(screenOf(view, 120, 6)).toMatch(/· in queue/);
  const ended = await onSlurm(temporaryStore(), [job(0, 'COMPLETED')]);
  const other = sweepsView(ended.context, ended.focus);
  other.refresh();
  expect(screenOf(other, 120, 6)).toMatch(/‖ interrupted/);
});

it.each([
  [3, 'Slurm task 7_1 on n1, failed (exit 3)'],
  [4, 'Slurm task 7_2 on n2, running'],
  [1, 'Slurm task 7_0 on n1, completed'],
])('the view of run %i says by which job and node it is computed', async (runId, text) => {
  const { context, focus } = await onSlurm(temporaryStore());
  const view = runView(context, focus.marks, runId);
  view.refresh();
  expect(screenOf(view, 110, 20).split('\n').slice(0, 2).join(' ')).toContain(text);
});

it('the view of a run that no task has says nothing of Slurm', async () => {
  const { context, focus } = await onSlurm(temporaryStore());
  const view = runView(context, focus.marks, 8);
  view.refresh();
  expect(screenOf(view, 110, 20)).not.toContain('Slurm');
});
