import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { repeating } from '../../src/slurm/task/repeating.ts';

it('does its work again and again, and tells of what goes wrong', async () => {
  const told: string[] = [];
  let times = 0;
  const work = async (): Promise<void> => {
    if (++times % 2 === 1) throw new Error(`number ${times}`);
  };
  const one = repeating(work, 1, ({ message }) => told.push(message));
  await expect.poll(() => told, { interval: 1 }).toContain('number 3');
  await one.stop();
});

it('stops once the work that is under way is done, and does no more of it', async () => {
  const [begun, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let [times, isStopped] = [0, false];
  const work = async (): Promise<void> => {
    times++;
    begun.resolve();
    await mayEnd.promise;
  };
  const one = repeating(work, 1, () => {});
  await begun.promise;
  const stopping = one.stop().then(() => (isStopped = true));
  await sleep(20);
  expect(isStopped).toBe(false);
  mayEnd.resolve();
  await stopping;
  await sleep(20);
  expect(times).toBe(1);
});

it('that is stopped before its first turn does nothing', async () => {
  let times = 0;
  await repeating(
    async () => void times++,
    5,
    () => {},
  ).stop();
  await sleep(30);
  expect(times).toBe(0);
});
