import { expect, it } from 'vitest';
import { measureMerging } from '../src/merging/measureMerging.ts';

it('tells what it takes to merge the databases of a size', async () => {
  const size = { databases: 4, runs: 40, points: 400 };
  const [row] = await measureMerging({ sizes: [size], progress: () => {} });
  expect(row).toMatchObject({ databases: 4, runs: 40 });
  expect(row!.points).toBeGreaterThanOrEqual(400);
  expect(row!.processorSeconds).toBeGreaterThan(0);
  expect(row!.peakBytes).toBeGreaterThan(2 ** 20);
});
