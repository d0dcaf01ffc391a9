import { expect, it } from 'vitest';
import { simulate, type Scenario } from './simulate.ts';

const small: Scenario = {
  runs: 300,
  tasks: 6,
  lanes: 2,
  unitSize: 'planned',
  meanRunSeconds: 60,
  lookEverySeconds: 60,
  publishEverySeconds: 60,
  mebibytesOfRun: 0.25,
  lostTasks: 0,
};

it('publishes every run once, and takes little longer than lanes need', async () => {
  const { missing, twice, seconds, leastSeconds } = await simulate(small);
  expect({ missing, twice }).toEqual({ missing: 0, twice: 0 });
  expect(seconds / leastSeconds).toBeGreaterThan(1);
  expect(seconds / leastSeconds).toBeLessThan(2);
});

it('publishes every run where nodes are lost, and more than once only what these had', async () => {
  const { missing, twice, seconds } = await simulate({ ...small, lostTasks: 2 });
  expect(missing).toBe(0);
  expect(twice).toBeLessThan(small.runs / 3);
  expect(seconds).toBeGreaterThan((await simulate(small)).seconds);
});

it('has less to do for the file server with larger units, and the same each time', async () => {
  const requests = async (unitSize: number): Promise<number> =>
    (await simulate({ ...small, unitSize })).files.requests;
  expect(await requests(50)).toBeLessThan(await requests(1));
  expect(await requests(10)).toBe(await requests(10));
});
