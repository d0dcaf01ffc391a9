/** Runs that are to go on, with points that they cannot go on with. */
import Database from 'better-sqlite3';
import { StorageError } from '@ranksweep/core';
import type { Store } from '@ranksweep/store';
import { expect, it, vi } from 'vitest';
import type { SweepObserver } from '../../src/observer.ts';
import { results, run, smallSweep, temporaryStore } from '../support/sweeps.ts';

/** So many snapshots that their points are deleted in several steps, and read in two blocks. */
const LONG = 5000;
const until = (maxIterations: number) =>
  smallSweep(['mf'], { stop: { lossBelow: 0, maxIterations }, record: { every: 1 } });

async function withDamage(iteration: number): Promise<{ store: Store; damaged: number; sound: number }> {
  const store = temporaryStore();
  const { sweepId } = await run(store, until(LONG));
  const [damaged, sound] = store.runsOfSweep(sweepId).map(({ runId }) => runId) as [number, number];
  const client = new Database(store.path);
  const flip = client.prepare(
    'UPDATE points SET value = value + 1e-9 WHERE run_id = ? AND iteration = ? AND metric_id = 1',
  );
  expect(flip.run(damaged, iteration).changes).toBe(1);
  client.close();
  return { store, damaged, sound };
}

/** As another process would claim a run. */
const claim = {
  lane: 'x',
  device: 'x',
  engine: 'wasm',
  versions: {},
  gitSha: null,
  leaseMs: 60_000,
  restart: false,
};

const told = (): { lines: [number, string][]; observer: SweepObserver } => {
  const lines: [number, string][] = [];
  return { lines, observer: { setBack: ({ runId }, message) => void lines.push([runId, message]) } };
};

it.each([0, 4096, LONG])('start over where a point is damaged, that of iteration %d', async (iteration) => {
  const [{ store, damaged, sound }, undisturbed] = [await withDamage(iteration), temporaryStore()];
  const { lines, observer } = told();
  const again = await run(store, until(LONG + 10), { observer });
  expect(again.outcomes).toMatchObject({ done: 2, failed: 0 });
  expect(lines).toEqual([[damaged, 'its points are damaged: it starts over']]);
  expect(results(store, again)).toEqual(results(undisturbed, await run(undisturbed, until(LONG + 10))));
  expect([damaged, sound].flatMap((runId) => store.damageOfRun(runId))).toEqual([]);
});

it('are let go of where they are cancelled meanwhile, and others of their batch go on', async () => {
  const { store, damaged, sound } = await withDamage(0);
  const observer: SweepObserver = { setBack: ({ runId }) => void store.cancelRuns([runId]) };
  const again = await run(store, until(LONG + 10), { observer, lanes: 1 });
  expect(again.outcomes).toMatchObject({ done: 1, cancelled: 1 });
  expect([store.run(damaged)!.status, store.run(sound)!.iterations]).toEqual(['cancelled', LONG + 10]);
});

it('begin without the many points that a dead attempt has left', async () => {
  const [store, undisturbed] = [temporaryStore(), temporaryStore()];
  const sweep = until(50);
  const { sweepId } = await run(store, sweep, { signal: AbortSignal.abort() });
  const { runId } = store.runsOfSweep(sweepId)[0]!;
  const { attempt } = store.claimRun(runId, claim)!;
  const iterations = Float64Array.from({ length: 20_000 }, (_, i) => 9000 + i);
  store.appendChunk(runId, attempt, { metrics: ['train_loss'], iterations, values: iterations });
  store.releaseRun(runId, attempt);
  expect(results(store, await run(store, sweep))).toEqual(
    results(undisturbed, await run(undisturbed, sweep)),
  );
});

it('are read while another program has the lock, where an earlier version has written them', async () => {
  const [store, undisturbed] = [temporaryStore(), temporaryStore()];
  await run(store, until(LONG));
  const other = new Database(store.path);
  other.exec('UPDATE run_digests SET points = NULL, record = NULL');
  const read = store.recordedBlocks.bind(store);
  let hasLocked = false;
  vi.spyOn(store, 'recordedBlocks').mockImplementation(function* (...asked) {
    for (const block of read(...asked)) {
      if (!hasLocked) {
        hasLocked = true;
        other.exec('BEGIN IMMEDIATE');
        setTimeout(() => other.close(), 300);
      }
      yield block;
    }
  });
  const again = await run(store, until(LONG + 10), { lanes: 1 });
  expect(again.outcomes).toMatchObject({ done: 2, failed: 0 });
  expect(results(store, again)).toEqual(results(undisturbed, await run(undisturbed, until(LONG + 10))));
});

it('are not called failed where the database cannot be read', async () => {
  const store = temporaryStore();
  const { sweepId } = await run(store, until(50));
  vi.spyOn(store, 'recordedBlocks').mockImplementation(() => {
    throw new StorageError('the disk is gone', 'SQLITE_IOERR', undefined);
  });
  await expect(run(store, until(60), { lanes: 1 })).rejects.toThrow('the disk is gone');
  expect(store.runsOfSweep(sweepId).map(({ status }) => status)).not.toContain('failed');
});

it('start over where their state cannot be read, without what they had', async () => {
  const [store, undisturbed] = [temporaryStore(), temporaryStore()];
  const { sweepId } = await run(store, until(LONG));
  const { runId } = store.runsOfSweep(sweepId)[0]!;
  for (const beyond of [1, 2]) {
    const { attempt } = store.claimRun(runId, { ...claim, from: ['done'] })!;
    store.saveCheckpoint(runId, attempt, { iteration: LONG + beyond, state: new Uint8Array(100), wallMs: 1 });
    store.releaseRun(runId, attempt);
  }
  const stop = { lossBelow: 0.1, maxIterations: LONG + 10 };
  const looser = smallSweep(['mf'], { stop, record: { every: 1 } });
  const { lines, observer } = told();
  const again = await run(store, looser, { observer });
  expect(lines).toEqual([[runId, 'its state cannot be read: it starts over']]);
  const [found] = results(store, again);
  expect(found).toEqual(results(undisturbed, await run(undisturbed, looser))[0]);
  expect(store.loadCheckpoint(runId)!.iteration).toBe(store.run(runId)!.iterations);
  expect(
    store
      .attempts(runId)
      .map(({ outcome, error }) => [outcome, error])
      .slice(-2),
  ).toEqual([
    ['failed', 'its state cannot be read'],
    ['done', null],
  ]);
  expect(store.damageOfRun(runId)).toEqual([]);
});
