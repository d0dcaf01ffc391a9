import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SlurmJob } from '@ranksweep/sweep/slurm';
import { expect, it, onTestFinished } from 'vitest';
import { claim, folderOfTasks, taskOf, tell } from '../../../../packages/sweep/test/slurm/folderOfTasks.ts';
import { SlurmWatch, type SlurmWatchOptions } from '../../src/slurm/slurmWatch.ts';
import { temporaryFolder } from '../support/stores.ts';

const SWEEP = { id: 1, name: 'a' };

function watched(options: Partial<SlurmWatchOptions> = {}) {
  const db = join(temporaryFolder(), 'a.db');
  const folder = folderOfTasks(db, SWEEP, { units: [[1, 2], [3]], jobs: [7] });
  const store = { runNumbers: () => new Map<string, number>() };
  const watch = new SlurmWatch({ db, store, readEveryMs: 20, ...options });
  onTestFinished(() => watch.stop());
  return { watch, folder, db };
}

const job = (index: number, state: string): SlurmJob => ({
  job: 7,
  index,
  state,
  node: 'n1',
  restarts: 0,
  exitCode: { status: 0, signal: 0 },
  reason: undefined,
});

/** Looks every now and then, as a view does. */
const looking = { interval: 20, timeout: 60_000 };

it('sees what tasks tell while Slurm has not answered, and when it never does', async () => {
  let asked: readonly number[] | undefined;
  const ask = (jobs: readonly number[]): Promise<never> => {
    asked = jobs;
    return new Promise(() => {});
  };
  const { watch, folder } = watched({ ask });
  claim(folder, 0, taskOf(0));
  tell(folder, taskOf(0), { node: 'n4' });
  await expect.poll(() => watch.of(SWEEP)?.tasks, looking).toMatchObject([{ task: '7_0', runIds: [1, 2] }]);
  await expect.poll(() => asked, looking).toEqual([7]);
  claim(folder, 1, taskOf(1));
  await expect.poll(() => watch.of(SWEEP)?.tasks.length, looking).toBe(2);
  expect(watch.of(SWEEP)).toMatchObject({ noAnswer: 'Slurm has not answered yet', trouble: undefined });
});

it('joins what Slurm says, asks once a minute at most, and tells why it does not answer, beside what it said before', async () => {
  let [nowMs, times] = [0, 0];
  const now = (): number => nowMs;
  const ask = async (): Promise<readonly SlurmJob[]> => {
    if (++times > 1) throw new Error('squeue: no answer');
    return [job(0, 'RUNNING'), job(1, 'PENDING')];
  };
  const { watch, folder } = watched({ ask, now });
  const states = () => watch.of(SWEEP)?.tasks.map(({ slurm }) => slurm?.state);
  await expect.poll(states, looking).toEqual(['RUNNING', 'PENDING']);
  expect(watch.of(SWEEP)?.noAnswer).toBeUndefined();
  nowMs += 59_000;
  const before = watch.of(SWEEP);
  await expect.poll(() => watch.of(SWEEP) !== before, looking).toBe(true);
  expect(times).toBe(1);
  nowMs += 2000;
  await expect.poll(() => watch.of(SWEEP)?.noAnswer, looking).toBe('squeue: no answer');
  expect(states()).toEqual(['RUNNING', 'PENDING']);
  expect(times).toBe(2);
  // Another task has begun.
  tell(folder, taskOf(1), {});
  nowMs += 15_000;
  await expect.poll(() => watch.of(SWEEP) && times, looking).toBe(3);
});

it('tells since when a task is silent by its own clock, once it has seen it alive', async () => {
  let nowMs = 0;
  const { watch, folder } = watched({ now: () => nowMs, ask: async () => [] });
  tell(folder, taskOf(0), { counter: 1 });
  const quietMs = () => watch.of(SWEEP)?.tasks[0]?.quietMs;
  await expect.poll(quietMs, looking).toBeGreaterThanOrEqual(0);
  nowMs += 5000;
  tell(folder, taskOf(0), { counter: 2 });
  await expect.poll(quietMs, looking).toBe(0);
  nowMs += 3000;
  await expect.poll(quietMs, looking).toBe(3000);
});

it('knows nothing of a sweep that was not handed to Slurm, and tells what is wrong with a folder', async () => {
  const { watch, folder } = watched({ ask: async () => [] });
  expect(watch.of({ id: 2, name: 'b' })).toBeUndefined();
  await expect.poll(() => watch.of(SWEEP), looking).toMatchObject({ trouble: undefined });
  expect(watch.of({ id: 2, name: 'b' })).toBeUndefined();
  rmSync(folder.claims, { recursive: true });
  await expect.poll(() => watch.of(SWEEP)?.trouble, looking).toContain('ENOENT');
});

it('ends what asks Slurm when it is stopped', async () => {
  let isEnded = false;
  const ask = (_jobs: readonly number[], signal: AbortSignal): Promise<never> =>
    new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => {
        isEnded = true;
        reject(new Error('ended'));
      }),
    );
  const { watch } = watched({ ask });
  await expect.poll(() => watch.of(SWEEP), looking).toBeDefined();
  await sleep(0);
  watch.stop();
  await expect.poll(() => isEnded, looking).toBe(true);
});
