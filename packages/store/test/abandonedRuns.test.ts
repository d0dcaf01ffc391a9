import { expect, it } from 'vitest';
import { addRun, config, take, temporaryStore } from './support/fixtures.ts';

it('are those called running that nobody holds', () => {
  const store = temporaryStore();
  const [first, second] = [addRun(store), addRun(store, { config: config({ seed: 1 }) })];
  take(store, first, { leaseMs: -1 });
  take(store, second);
  expect(store.abandonedRuns()).toEqual([first]);
  store.releaseDeadRuns();
  expect(store.abandonedRuns()).toEqual([]);
});
