/** Small runs of every kind on real stores. */
import { join } from 'node:path';
import { parseDefinition } from '@ranksweep/kinds';
import { expandSweep, resolveFiles, runSweep } from '@ranksweep/sweep';
import { openStore, requireSound, type RunRow, type Sound, type Store } from '@ranksweep/store';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../machine/test/support/temporaryFolder.ts';
import { KEPT_LANES } from '../../../sweep/test/support/keptLanes.ts';

export { temporaryFolder };

/** A new store that is closed and gone when the test ends. */
export function temporaryStore(): Store {
  const store = openStore(join(temporaryFolder(), 'x.db'));
  onTestFinished(() => store.close());
  return store;
}

/** A run that is there and sound. */
export const soundRun = (store: Store, runId: number): Sound<RunRow> =>
  requireSound(store.run(runId)!, 'test');

const stop = { maxIterations: 60 };
const record = { every: 20 };
const optimizer = { kind: 'group-rmsprop', learningRate: 0.05 };
const target = { kind: 'gaussian', frobeniusNorm: 5 };
const completion = (dims: number[], observed: number) => ({ kind: 'completion', dims, observed, target });
const sensing = (dims: number[], observed: number) => ({ kind: 'sensing', dims, observed, target });

const images = { kind: 'samples', data: { set: 'digits' }, label: 6, train: 150, test: 60 };
const inBatches = { batch: { size: 40 }, stop: { maxIterations: 60, lossBelow: 0 } };

/** Part by part: models, tasks and losses; `mf` has two axes, of which `tf` has none. */
export const parts = {
  mf: {
    base: {
      model: { kind: 'matrix' },
      task: completion([5, 4], 15),
      init: { std: 0.3 },
      optimizer,
      stop,
      record,
    },
    axes: { 'model.depth': [2, 3], 'init.std': [0.2, 0.4] },
  },
  tf: {
    base: {
      model: { kind: 'cp', components: 6 },
      task: completion([3, 4, 2], 20),
      init: { std: 0.5 },
      loss: { kind: 'l1' },
      optimizer,
      stop,
      record,
    },
    axes: {},
  },
  htf: {
    base: {
      model: { kind: 'hierarchical', widths: [4, 3] },
      task: completion([2, 3, 2, 3], 25),
      init: { std: 0.5 },
      loss: { kind: 'huber', threshold: 0.3 },
      optimizer,
      stop,
      record,
    },
    axes: {},
  },
  // Two nodes each have the modes {5}, and {5} alone.
  'htf-order-5': {
    base: {
      model: { kind: 'hierarchical', widths: [4, 4, 4] },
      task: completion([2, 3, 2, 2, 3], 50),
      init: { std: 0.6 },
      optimizer,
      stop,
      record,
    },
    axes: {},
  },
  'mf-sensing': {
    base: {
      model: { kind: 'matrix', depth: 2 },
      task: sensing([4, 3], 9),
      init: { std: 0.3 },
      loss: { kind: 'huber', threshold: 0.05 },
      optimizer,
      stop,
      record,
    },
    axes: {},
  },
  'tf-sensing': {
    base: {
      model: { kind: 'cp', components: 4, linearOutput: true },
      task: sensing([3, 2, 3], 10),
      init: { std: 0.5 },
      optimizer,
      stop,
      record,
    },
    axes: {},
  },
  'tf-images': {
    base: {
      model: { kind: 'cp', components: 3 },
      task: images,
      init: { mean: 1, std: 0.01 },
      optimizer,
      ...inBatches,
      record,
    },
    axes: {},
  },
  'htf-images': {
    base: {
      model: { kind: 'hierarchical', widths: [3, 2, 2], poolSize: 4 },
      task: { ...images, levels: 3 },
      init: { scheme: 'unit', std: 0.01 },
      loss: { kind: 'logistic' },
      optimizer: { kind: 'adam', learningRate: 0.001 },
      ...inBatches,
      record,
    },
    axes: {},
  },
  'tf-batches': {
    base: {
      model: { kind: 'cp', components: 6 },
      task: completion([3, 4, 2], 20),
      init: { std: 0.5 },
      loss: { kind: 'l1' },
      optimizer,
      ...inBatches,
      batch: { size: 6 },
      record,
    },
    axes: {},
  },
  'htf-sensing': {
    base: {
      model: {
        kind: 'hierarchical',
        widths: [3, 2],
        tree: [
          [3, 1],
          [2, 4],
        ],
      },
      task: { ...sensing([2, 3, 2, 2], 12), measurements: 'rank-one' },
      init: { std: 0.6 },
      loss: { kind: 'l1' },
      optimizer,
      stop,
      record,
    },
    axes: {},
  },
};

/** Runs the named parts with seeds 0 and 1 as the sweep `small`. */
export async function runParts(
  store: Store,
  names: readonly (keyof typeof parts)[],
  { keepState = true, change = {} as object } = {},
): Promise<void> {
  const chosen = names.map((name) => [name, { ...parts[name], base: { ...parts[name].base, ...change } }]);
  const quick = { seeds: [0, 1], parts: Object.fromEntries(chosen) };
  const definition = parseDefinition({ name: 'small', description: '', presets: { quick } }, 'small');
  const sweep = await resolveFiles(expandSweep(definition));
  await runSweep(store, sweep, { lanes: { engine: 'wasm', count: 1 }, keepState, launcher: KEPT_LANES });
}
