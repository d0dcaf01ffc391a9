import { describe, expect, it } from 'vitest';
import type { NewRun, Store } from '../src/index.ts';
import { claim } from './support/claim.ts';
import {
  chunk,
  done,
  finalState,
  newRun,
  newSweep,
  saved,
  take,
  temporaryStore,
} from './support/fixtures.ts';

/** A sweep with one run, and what registering it again gives. */
function sweepWithRun(): {
  store: Store;
  sweepId: number;
  runId: number;
  again: (run?: Partial<NewRun>) => unknown;
} {
  const store = temporaryStore();
  const sweepId = store.upsertSweep(newSweep);
  const [row] = store.registerRuns(sweepId, [newRun()]);
  const again = (run: Partial<NewRun> = {}): unknown => store.registerRuns(sweepId, [newRun(run)])[0];
  return { store, sweepId, runId: row!.runId, again };
}

const GPU: Partial<NewRun> = { arithmetic: 'webgpu', alternatives: ['webgpu', 'f64'] };

describe('a run that is registered for several arithmetics', () => {
  it('is the one that has ended, or begun, in any of them', () => {
    const { store, runId, again } = sweepWithRun();
    const attempt = take(store, runId);
    store.appendChunk(runId, attempt, chunk([0, 50], { a: [1, 2] }));
    expect(again(GPU)).toMatchObject({ runId, arithmetic: 'f64', status: 'running' });
    store.finishRun(runId, attempt, { ...done, finalState: finalState(1, 2) });
    expect(again(GPU)).toMatchObject({ runId, arithmetic: 'f64', status: 'done' });
    expect(again({ arithmetic: 'webgpu', asEnded: ['f64'] })).toMatchObject({ runId, status: 'done' });
    expect(again({ arithmetic: 'webgpu' })).toMatchObject({ runId: runId + 1, arithmetic: 'webgpu' });
  });

  it('is not one that has begun in an arithmetic of which only ended runs are wanted', () => {
    const { store, runId, again } = sweepWithRun();
    store.saveCheckpoint(runId, take(store, runId), saved(50));
    expect(again({ arithmetic: 'webgpu', asEnded: ['f64'] })).toMatchObject({ runId: runId + 1 });
  });

  it('takes the first of them if nobody has begun it and no other sweep has it', () => {
    const { store, runId, again } = sweepWithRun();
    expect(again(GPU)).toMatchObject({ runId, arithmetic: 'webgpu', status: 'pending' });
    expect(store.run(runId)!.arithmetic).toBe('webgpu');
    register(store, { arithmetic: 'webgpu' });
    expect(again({ arithmetic: 'f64' })).toMatchObject({ runId: runId + 1, arithmetic: 'f64' });
  });
});

describe('a claim in another arithmetic', () => {
  it('changes that of a run that nobody has begun', () => {
    const { store, sweepId, runId } = sweepWithRun();
    const as = { arithmetic: 'webgpu', sweepId };
    const first = take(store, runId);
    store.appendChunk(runId, first, chunk([0], { a: [1] }));
    store.saveCheckpoint(runId, first, saved(0));
    store.releaseRun(runId, first);
    expect(store.claimRun(runId, { ...claim, as })).toEqual({ attempt: 2 });
    expect(store.run(runId)).toMatchObject({ arithmetic: 'webgpu', status: 'running' });
    expect(store.recordedMetrics(runId)).toEqual([]);
  });

  it.each<[string, (store: Store, runId: number) => void]>([
    ['that another sweep has', (store) => void register(store, {})],
    ['of which there is one already', (store) => void register(store, { arithmetic: 'webgpu' })],
    [
      'that has begun',
      (store, runId) => {
        const attempt = take(store, runId);
        store.saveCheckpoint(runId, attempt, saved(50));
        store.releaseRun(runId, attempt);
      },
    ],
  ])('is refused for a run %s, with nothing changed', (_, change) => {
    const { store, sweepId, runId } = sweepWithRun();
    change(store, runId);
    expect(store.claimRun(runId, { ...claim, as: { arithmetic: 'webgpu', sweepId } })).toBeUndefined();
    expect(store.run(runId)).toMatchObject({ arithmetic: 'f64', status: 'pending' });
    expect(store.claimRun(runId, { ...claim, as: { arithmetic: 'f64', sweepId } })).toBeDefined();
  });
});

/** Registers the run in another sweep. */
const register = (store: Store, run: Partial<NewRun>): unknown =>
  store.registerRuns(store.upsertSweep({ ...newSweep, specHash: 'other' }), [newRun(run)]);
