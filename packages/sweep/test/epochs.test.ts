/** Sweeps that count in epochs: their runs stop, are shown, go on and are written down like those that count in iterations. */
import type { FactorizationInput } from '@ranksweep/core';
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepRunRow, SweepSummary } from '@ranksweep/store';
import { describe, expect, it } from 'vitest';
import { expandSweep, type ExpandedSweep } from '../src/definition/expand.ts';
import { parseOverride } from '../src/definition/overrides.ts';
import { resolveFiles } from '../src/definition/resolveFiles.ts';
import { expandStored, extendStored } from '../src/definition/storedSweep.ts';
import { storedDefinition } from '../src/definition/written/sweepFileText.ts';
import { parts } from '../../factorization/test/support/configs.ts';
import { run, temporaryStore } from './support/sweeps.ts';

/** 50 observations in batches of 20: an epoch has 3 iterations. */
const batched: Omit<FactorizationInput, 'seed'> = {
  ...parts.tf,
  batch: { size: 20 },
  stop: { maxEpochs: 4, lossBelow: 0 },
  record: { everyEpochs: 1 },
};

interface Asked {
  readonly base?: Omit<FactorizationInput, 'seed'>;
  readonly axes?: Readonly<Record<string, readonly number[]>>;
}

async function sweepOf(
  words: readonly string[] = [],
  { base = batched, axes = {} }: Asked = {},
): Promise<ExpandedSweep> {
  const presets = { quick: { seeds: [0], parts: { tf: { base, axes } } } };
  const definition = parseDefinition({ name: 'small', description: '', presets }, 'small');
  return resolveFiles(expandSweep(definition, { overrides: words.map(parseOverride) }));
}

const limits = ({ runs }: ExpandedSweep): number[] => runs.map(({ config }) => config.stop.maxIterations);
const every = ({ runs }: ExpandedSweep): number[] => runs.map(({ config }) => config.record.every);

describe('a definition in epochs', () => {
  it('has runs that count in iterations, by the batches of each', async () => {
    const sweep = await sweepOf([], { axes: { 'batch.size': [20, 30, 50], 'stop.maxEpochs': [2, 5] } });
    expect(limits(sweep)).toEqual([6, 15, 4, 10, 2, 5]);
    expect(every(sweep)).toEqual([3, 3, 2, 2, 1, 1]);
    for (const { config } of sweep.runs) expect(config.stop).not.toHaveProperty('maxEpochs');
  });

  it('counts an iteration as an epoch where there are no batches', async () => {
    const { batch: _, ...base } = batched;
    expect(limits(await sweepOf([], { base }))).toEqual([4]);
  });

  it('is overridden by iterations, and the other way round, also where either is an axis', async () => {
    const inIterations = { ...batched, stop: { maxIterations: 70 }, record: { every: 7 } };
    expect(limits(await sweepOf(['stop.maxIterations=100']))).toEqual([100]);
    expect(every(await sweepOf(['record.every=5']))).toEqual([5]);
    expect(limits(await sweepOf(['stop.maxIterations=100'], { axes: { 'stop.maxEpochs': [1, 2] } }))).toEqual(
      [100],
    );
    expect(limits(await sweepOf(['stop.maxEpochs=2'], { base: inIterations }))).toEqual([6]);
    expect(limits(await sweepOf(['stop.maxEpochs=2,3'], { base: inIterations }))).toEqual([6, 9]);
    expect(every(await sweepOf(['record.everyEpochs=2'], { base: inIterations }))).toEqual([6]);
    await expect(sweepOf(['stop.maxEpochs=2', 'stop.maxIterations=7'])).rejects.toThrow(
      'stop.maxEpochs: expected either this or stop.maxIterations, found 2 and maxIterations 7',
    );
  });

  it('is the same sweep however it was asked for', async () => {
    const inIterations = { ...batched, stop: { maxIterations: 70, lossBelow: 0 } };
    const [one, other] = [await sweepOf(), await sweepOf(['stop.maxEpochs=4'], { base: inIterations })];
    expect(other.spec).toEqual(one.spec);
  });
});

describe('a run in batches', () => {
  const images: Omit<FactorizationInput, 'seed'> = {
    model: { kind: 'cp', components: 2 },
    task: { kind: 'samples', data: { set: 'digits' }, label: 6, train: 100, test: 10 },
    init: { mean: 1, std: 0.001 },
    batch: { size: 20 },
  };
  /** Any finite loss ends the run at its first check. */
  const stop = { lossBelow: 1e30, patience: 0, checkEvery: 1, maxIterations: 100 };

  it.each(['wasm', 'reference'] as const)(
    'has not converged when the last update left the range: %s',
    async (engine) => {
      for (const base of [images, batched]) {
        const optimizer = { kind: 'sgd', learningRate: engine === 'wasm' ? 1e30 : 1e300 } as const;
        const store = temporaryStore();
        const { sweepId } = await run(store, await sweepOf([], { base: { ...base, optimizer, stop } }), {
          engine,
        });
        const [{ status, stopReason, iterations, runId }] = store.runsOfSweep(sweepId) as [SweepRunRow];
        expect({ status, stopReason, iterations }).toEqual({
          status: 'diverged',
          stopReason: 'non-finite-loss',
          iterations: 1,
        });
        expect(store.events(runId).map(({ kind }) => kind)).toContain('diverged');
        expect(store.events(runId).map(({ kind }) => kind)).not.toContain('converged');
      }
    },
  );

  it('has diverged at the next look when that happened in the middle of an epoch', async () => {
    const store = temporaryStore();
    const optimizer = { kind: 'sgd', learningRate: 1e30 } as const;
    const rarely = { ...stop, checkEvery: 1000, maxIterations: 23 };
    const base = { ...images, optimizer, stop: rarely, record: { every: 13 } };
    const { sweepId } = await run(store, await sweepOf([], { base }));
    expect(store.runsOfSweep(sweepId)).toMatchObject([{ status: 'diverged', iterations: 13 }]);
  });
});

describe('a stored sweep in epochs', () => {
  it('tells how much it still takes, and how many of its runs are done', async () => {
    const store = temporaryStore();
    const axes = { 'batch.size': [20, 50], 'stop.maxEpochs': [4] };
    const { sweepId } = await run(store, await sweepOf([], { axes }), { isWanted: () => false });
    expect(store.sweepProgress(sweepId, Date.now()).iterations).toEqual({ made: 0, left: 12 + 4 });
    const short = await run(store, await sweepOf(['stop.maxEpochs=2'], { axes }));
    expect(store.sweep(short.sweepId)!.runs).toMatchObject({ done: 2, pending: 0 });
    expect(store.sweep(sweepId)!.runs).toMatchObject({ done: 0, pending: 2 });
    expect(store.sweepProgress(sweepId, Date.now())).toMatchObject({
      counts: { done: 0, pending: 2 },
      iterations: { made: 6 + 2, left: 6 + 2 },
    });
  });

  it('counts runs as done that another sweep had go so far', async () => {
    const store = temporaryStore();
    await run(store, await sweepOf());
    const both = await sweepOf([], { axes: { 'batch.size': [20, 50] } });
    const { sweepId } = await run(store, both, { isWanted: () => false });
    expect(store.sweep(sweepId)!.runs).toMatchObject({ done: 1, pending: 1 });
  });

  it('shows its runs as far as it asked for when another has them go on', async () => {
    const store = temporaryStore();
    const axes = { 'batch.size': [20, 50] };
    const short = await run(store, await sweepOf([], { axes }));
    const shown = () =>
      store
        .runsAsAsked(short.sweepId)
        .map(({ runId, iterations, stopReason, config, upTo }) => [
          iterations,
          stopReason,
          config?.stop,
          [...store.trajectory(runId, ['train_loss'], upTo)[0]!.iterations],
        ]);
    const before = shown();
    expect(before.map(([iterations]) => iterations)).toEqual([12, 4]);
    const long = await run(store, await sweepOf(['stop.maxEpochs=8'], { axes }));
    expect(long).toMatchObject({ reused: 0, outcomes: { done: 2 } });
    expect(store.runsOfSweep(long.sweepId).map(({ iterations }) => iterations)).toEqual([24, 8]);
    expect(store.runsBeyond(short.sweepId).map(({ upTo }) => upTo)).toEqual([12, 4]);
    expect(shown()).toEqual(before);
    expect(
      store.axisRuns(short.sweepId, 'tf', 'batch.size', 'train_loss').map((one) => one.iterations),
    ).toEqual([12, 4]);
    expect(store.runsBeyond(long.sweepId)).toEqual([]);
  });

  it('is extended in epochs and in iterations', async () => {
    const store = temporaryStore();
    const sweep = await sweepOf(['zip(batch.size=20,50, stop.maxEpochs=2,4)']);
    expect(limits(sweep)).toEqual([6, 4]);
    const { sweepId } = await run(store, await sweepOf([], { axes: { 'batch.size': [20, 50] } }));
    const stored: SweepSummary = store.sweep(sweepId)!;
    expect(limits(await extendStored(stored, { path: 'stop.maxEpochs', value: 6 }))).toEqual([18, 6]);
    expect(limits(await extendStored(stored, { path: 'stop.maxIterations', value: 13 }))).toEqual([13, 13]);
    await expect(extendStored(stored, { path: 'stop.maxEpochs', value: 4 })).rejects.toThrow(
      'expected more than the 4 epochs that sweep:1 (small) has, found 4',
    );
    const ofAxes = store.sweep((await run(store, sweep, { isWanted: () => false })).sweepId)!;
    expect(limits(await extendStored(ofAxes, { path: 'stop.maxEpochs', value: 6 }))).toEqual([18, 6]);
    expect(limits(await expandStored(ofAxes))).toEqual(limits(sweep));
  });

  it('pins every set of images that an axis names', async () => {
    const base: Omit<FactorizationInput, 'seed'> = {
      model: { kind: 'cp', components: 2 },
      task: { kind: 'samples', data: { set: 'digits' }, label: 6, train: 50, test: 0 },
      init: { mean: 1, std: 0.001 },
      stop: { maxIterations: 1 },
    };
    const store = temporaryStore();
    const sweep = await sweepOf(['task.data.set=digits,mnist'], { base });
    const { sweepId } = await run(store, sweep, { isWanted: () => false });
    const again = await expandStored(store.sweep(sweepId)!);
    expect(again.runs).toEqual(sweep.runs);
  });

  it('is written down in epochs alone, and is the same sweep again', async () => {
    const store = temporaryStore();
    const sweep = await sweepOf(['zip(batch.size=20,50, stop.maxEpochs=2,4)']);
    const { sweepId } = await run(store, sweep, { isWanted: () => false });
    const written = storedDefinition(store.sweep(sweepId)!);
    const { base } = written.presets['quick']!.parts['tf']!;
    expect(base.stop).not.toHaveProperty('maxIterations');
    expect(base.record).not.toHaveProperty('every');
    const again = await resolveFiles(expandSweep(parseDefinition(written, 'written')));
    expect((await run(store, again, { isWanted: () => false })).sweepId).toBe(sweepId);
  });
});
