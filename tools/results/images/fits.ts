/** Runs of `natural-rank` as the page tells them: how well a tensor of rank R fits images of one label, after how many epochs. */
import type { PublishedFit } from '@ranksweep/experiments';
import { kindOf } from '@ranksweep/kinds';
import { getPath, type RunConfig } from '@ranksweep/core';
import { requireSound, type ReadOnlyStore } from '@ranksweep/store';

export interface Fit extends Pick<PublishedFit, 'set' | 'randomize' | 'components'> {
  readonly runId: number;
  readonly label: number;
  readonly seed: number;
  readonly batchSize: number;
  /** A run's epochs, ascending, those recorded; errors beside them are a fourth of the mean square, of test images clamped. */
  readonly epochs: readonly number[];
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** Of all sweeps of the definition, each run once. */
export function fitsOf(store: ReadOnlyStore, definition: string): Fit[] {
  const sweeps = store.sweeps().filter((sweep) => sweep.definition === definition);
  const runs = sweeps.flatMap(({ id }) => store.runsOfSweep(id)).filter(({ iterations }) => iterations > 0);
  return [...new Map(runs.map((run) => [run.runId, run])).values()].flatMap((run) => {
    const { runId, config } = requireSound(run, store.path);
    const fit = fitOf(store, runId, config);
    return fit.epochs.length === 0 ? [] : [fit];
  });
}

function fitOf(store: ReadOnlyStore, runId: number, config: RunConfig): Fit {
  const perEpoch = kindOf(config).iterationsPerEpoch?.(config) ?? 1;
  const [train = NONE, test = NONE] = store.trajectory(runId, ['train_loss', 'test_mse_clamped']);
  // The first point is of the initialization, before any epoch.
  const places = [...Array.from(train.iterations).keys()].filter((i) => train.iterations[i]! > 0);
  return {
    runId,
    set: getPath(config, 'task.data.set') as Fit['set'],
    randomize: getPath(config, 'task.randomize') as Fit['randomize'],
    components: Number(getPath(config, 'model.components')),
    label: Number(getPath(config, 'task.label')),
    seed: config.seed,
    batchSize: Number(getPath(config, 'batch.size')),
    epochs: places.map((i) => train.iterations[i]! / perEpoch),
    train: places.map((i) => train.values[i]! / 4),
    test: places.map((i) => test.values[i]! / 4),
  };
}

const NONE: Points = { iterations: [], values: [] };

interface Points {
  readonly iterations: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** The last place at which a run has at most so many epochs. */
export const placeAt = ({ epochs }: Fit, most: number): number =>
  epochs.findLastIndex((epoch) => epoch <= most);
