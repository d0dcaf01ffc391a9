/** Simulated searches on a grid that real lanes have computed, beside real searches in the same space. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDefinition, type SearchSpec } from '@ranksweep/kinds';
import { openStore, type Store, type StoredTrial } from '@ranksweep/store';
import { expandSweep, type ExpandedSweep } from '@ranksweep/sweep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parts } from '../../factorization/test/support/configs.ts';
import { run, temporaryStore } from '../../sweep/test/support/sweeps.ts';
import { compareSearches, readGrid } from '../src/index.ts';
import { simulate } from '../src/simulate/simulate.ts';
import type { StoredGrid } from '../src/simulate/storedGrid.ts';

const base = {
  ...parts.mf,
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  stop: { maxIterations: 60 },
} as const;

const axes = {
  'init.std': [0.001, 0.01, 0.1, 0.3],
  'optimizer.learningRate': [0.01, 0.1, 0.3, 1000],
};

const sweepOf = (part: object): ExpandedSweep =>
  expandSweep(
    parseDefinition(
      { name: 's', description: '', presets: { p: { parts: { mf: { base, ...part } } } } },
      's',
    ),
  );

const search = {
  trials: 12,
  startup: 4,
  sampler: 'tpe',
  pruner: { kind: 'asha', rungs: [20, 40], factor: 2 },
  space: Object.fromEntries(Object.entries(axes).map(([path, choices]) => [path, { choices }])),
} as const;

const grid = sweepOf({ axes, seeds: [0, 1] });
const folder = mkdtempSync(join(tmpdir(), 'ranksweep-search-'));
let store: Store;

beforeAll(async () => {
  store = openStore(join(folder, 'grid.db'));
  await run(store, grid, { lanes: 2 });
});

afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const gridOf = (...measures: string[]): StoredGrid =>
  readGrid(store, grid, { sweepId: 1, text: 'sweep:1 (s)', part: undefined, measures });

type Told = Pick<StoredTrial, 'number' | 'state' | 'objective' | 'rung'>;
/** By number, each as it was told last: one that was pruned may have gone on. */
const told = (trials: readonly Told[]): Told[] => {
  const last = new Map(
    trials.map(({ number, state, objective, rung }) => [number, { number, state, objective, rung }]),
  );
  return [...last.values()].toSorted((a, b) => a.number - b.number);
};

describe('a simulated search', () => {
  it.each([
    [
      'an expression with an axis and a default',
      { minimize: 'reconstruction_error + 0.01 * iterations - 3 * init.std * (1 - optimizer.momentum)' },
      undefined,
    ],
    [
      'another one at rungs, largest first',
      { maximize: 'iterations * task.observed - train_loss' },
      '-train_loss * (1 + iterations)',
    ],
  ])('has the trials of a real one: %s', async (_, goal, metric) => {
    const asked = { ...search, ...goal, pruner: { ...search.pruner, ...(metric && { metric }) } };
    const real = temporaryStore();
    const sweep = sweepOf({ seeds: [0, 1], search: asked });
    const { sweepId } = await run(real, sweep, { lanes: 2 });
    const trials = told(real.trials(sweepId));
    expect(new Set(trials.map(({ state }) => state))).toEqual(new Set(['done', 'pruned']));

    const objective = ('minimize' in goal ? goal.minimize : goal.maximize)!;
    const spec = sweep.spec.parts['mf']!.search as SearchSpec;
    const simulated = await simulate(gridOf(objective, metric ?? objective), spec);
    expect(told(simulated.trials)).toEqual(trials);
    const iterations = real.runsOfSweep(sweepId).map((one) => one.iterations);
    expect(simulated.spent).toBe(iterations.reduce((sum, one) => sum + one, 0));
  });

  it.each([
    ['reconstruction_eror', 'found "reconstruction_eror"; did you mean reconstruction_error?'],
    ['train_los + 1', 'found train_los in "train_los + 1"; did you mean train_loss?'],
    ['train_loss < 1', 'found none: expected a number for an objective, found train_loss < 1'],
    ['train_loss, iterations', 'a search has one objective; weigh several in one expression'],
  ])('is refused where runs have nothing such: %s', (measure, problem) => {
    expect(() => gridOf('train_loss', measure)).toThrow(problem);
  });
});

it('compares with all of a grid, though axes that only some cells have make many combinations one cell', async () => {
  const twenty = Array.from({ length: 20 }, (_, i) => (i + 1) / 100);
  const conditional = sweepOf({
    base: { ...base, stop: { maxIterations: 2 } },
    axes: {
      'init.std': [0.01, 0.1, 0.3],
      'optimizer.learningRate': twenty,
      'optimizer.momentum': twenty,
      'task.observed': twenty.map((_, i) => 10 + i),
    },
    when: {
      'optimizer.learningRate': 'init.std == 0.01',
      'optimizer.momentum': 'init.std == 0.1',
      'task.observed': 'init.std == 0.3',
    },
    seeds: [0],
  });
  expect(conditional.runs).toHaveLength(60);
  const place = temporaryStore();
  await run(place, conditional, { lanes: 2 });
  const stored = readGrid(place, conditional, {
    sweepId: 1,
    text: 'sweep:1 (s)',
    part: undefined,
    measures: ['train_loss'],
  });
  const options = { goal: { minimize: 'train_loss' }, trials: 10, parallel: 1, startup: undefined };
  const compared = await compareSearches(stored, { ...options, seeds: [], contenders: [] });
  expect(compared).toMatchObject({ cells: 60, iterations: 120 });
  const losses = place.runsOfSweep(1).map(({ runId }) => place.finals(runId).get('train_loss')!);
  expect(compared.best).toBe(Math.min(...losses));
});
