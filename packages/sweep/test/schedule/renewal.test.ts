import { afterEach, expect, it, vi } from 'vitest';
import type { Launcher } from '../../src/launch/launcher.ts';
import { LEASE_MS } from '../../src/record/attempt.ts';
import { execute } from '../support/lanes.ts';
import { smallSweep, temporaryStore } from '../support/sweeps.ts';

afterEach(() => void vi.useRealTimers());

it('keeps a run while it goes on, though that takes longer than a lease holds', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const store = temporaryStore();
  const stop = { maxIterations: Number.MAX_SAFE_INTEGER, lossBelow: 0 };
  const sweep = smallSweep(['mf'], { stop });
  const begun = Promise.withResolvers<Launcher>();
  const executed = execute(
    store,
    { ...sweep, runs: sweep.runs.slice(0, 1) },
    { cost: 0, observe: (launcher) => ({ progressed: () => begun.resolve(launcher) }) },
  );
  const { signals } = await begun.promise;
  try {
    store.renewLease(1, 1, -1);
    expect(store.heldRuns([1])).toEqual([]); // it has run out
    vi.advanceTimersByTime(LEASE_MS / 2);
    await expect.poll(() => store.heldRuns([1])).toEqual([1]);
  } finally {
    signals.interrupt();
  }
  expect((await executed).outcomes).toMatchObject([{ status: 'interrupted' }]);
});
