/** Searches as sweeps: in a real store, by real lanes. */
import type { SearchInput } from '../../kinds/src/definition/search/schema.ts';
import { parseDefinition } from '@ranksweep/kinds';
import { measuredRuns } from '@ranksweep/store';
import { expandSweep, type ExpandedSweep } from '@ranksweep/sweep';
import { describe, expect, it } from 'vitest';
import { parts } from '../../factorization/test/support/configs.ts';
import { run, temporaryStore } from '../../sweep/test/support/sweeps.ts';
import '../src/index.ts';

const base = {
  ...parts.mf,
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  stop: { maxIterations: 60 },
} as const;

const space: SearchInput['space'] = {
  'optimizer.learningRate': { from: 1e-2, to: 1e3, log: true },
  'init.std': { from: 1e-3, to: 1, log: true },
};

const sweepOf = (search: Partial<SearchInput> = {}, others: Record<string, object> = {}): ExpandedSweep => {
  const searched = {
    base,
    search: { minimize: 'reconstruction_error', trials: 16, startup: 6, space, ...search },
  };
  const definition = {
    name: 's',
    description: '',
    presets: { p: { seeds: [0, 1], parts: { tune: searched, ...others } } },
  };
  return expandSweep(parseDefinition(definition, 's'));
};

/** What was tried, and what came of it. */
async function trialsOf(sweep: ExpandedSweep, lanes: number) {
  const store = temporaryStore();
  const { sweepId, outcomes } = await run(store, sweep, { lanes });
  return { store, outcomes, trials: store.trials(sweepId), cells: store.cellValues(sweepId, 'tune') };
}

it('makes the same trials on one lane as on three, diverged ones among them', async () => {
  const [one, three] = [await trialsOf(sweepOf(), 1), await trialsOf(sweepOf(), 3)];
  expect(one.trials).toHaveLength(16);
  expect(one.trials).toEqual(three.trials);
  expect(one.cells).toEqual(three.cells);
  const diverged = one.trials.filter(({ state }) => state === 'diverged');
  expect(diverged.length).toBeGreaterThan(0);
  expect(diverged.every(({ objective }) => objective === null)).toBe(true);
});

it('records the median over seeds, and what it maximizes as it is', async () => {
  const { store, trials } = await trialsOf(
    sweepOf({
      minimize: undefined,
      maximize: 'reconstruction_error',
      summary: 'mean',
      trials: 3,
      space: { 'init.std': { from: 0.01, to: 0.1 } },
    }),
    2,
  );
  for (const { cell, objective } of trials) {
    const values = store.cellRuns(1, 'tune', 'reconstruction_error').filter((one) => one.cell === cell);
    expect(values).toHaveLength(2);
    expect(objective).toBeCloseTo((values[0]!.value! + values[1]!.value!) / 2, 12);
  }
});

it('minimizes an expression on metrics, iterations and keys, also at rungs, and any reading of the store has the same', async () => {
  const minimize = 'reconstruction_error + 0.001 * iterations + 2 * init.std';
  const sweep = sweepOf({
    minimize,
    trials: 9,
    space: { 'init.std': { from: 0.01, to: 0.1 } },
    pruner: { kind: 'asha', rungs: [20, 40] },
  });
  const { store, trials } = await trialsOf(sweep, 2);
  expect(new Set(trials.map(({ state }) => state))).toEqual(new Set(['done', 'pruned']));
  const errors = store.cellRuns(1, 'tune', 'reconstruction_error');
  const stds = new Map(store.cellValues(1, 'tune').map(({ cell, value }) => [cell, Number(value)]));
  const measured = measuredRuns(store, 1, 'tune', minimize);
  for (const { cell, objective } of trials.filter(({ state }) => state === 'done')) {
    const values = errors.flatMap(({ value, iterations, ...run }) =>
      run.cell === cell ? [value! + 0.001 * iterations + 2 * stds.get(cell)!] : [],
    );
    expect(objective).toBe((values[0]! + values[1]!) / 2);
    const read = measured.flatMap(({ value, ...run }) => (run.cell === cell ? [value] : []));
    expect(read).toEqual(values);
  }
});

it('stands beside parts that are a grid, and shares runs with them', async () => {
  const choices = [0.01, 0.02];
  const sweep = sweepOf(
    { trials: 2, space: { 'init.std': { choices } } },
    { grid: { base, axes: { 'init.std': choices } } },
  );
  const { store, outcomes, trials } = await trialsOf(sweep, 2);
  expect(outcomes.done).toBe(4);
  expect(trials.map(({ state }) => state)).toEqual(['done', 'done']);
  expect(
    store
      .runsOfSweep(1)
      .map(({ part }) => part)
      .toSorted(),
  ).toEqual([...Array.from({ length: 4 }, () => 'grid'), ...Array.from({ length: 4 }, () => 'tune')]);
});

it('asks for nothing more once its sweep is cancelled elsewhere', async () => {
  const store = temporaryStore();
  const { outcomes } = await run(
    store,
    sweepOf({ trials: 200 }, { grid: { base, axes: { 'init.std': [0.3, 0.4] } } }),
    {
      observer: {
        // As another process does it.
        started: () => {
          store.cancelRuns(store.runIds());
          store.finishSweep(1, { searches: 'over' });
        },
      },
    },
  );
  expect(store.trials(1).length).toBeLessThan(20);
  expect(outcomes.cancelled).toBeGreaterThanOrEqual(4);
  expect(store.sweep(1)!.status).toBe('cancelled');
});

describe('a search for a metric that runs do not report', () => {
  it('ends with an error that names those that they do', () => {
    expect(() => sweepOf({ minimize: 'reconstruction_eror' })).toThrow(
      'search.minimize: expected a metric that its runs record, found "reconstruction_eror"; did you mean reconstruction_error?',
    );
  });

  it.each([
    [
      'train_los + 0.1 * iterations',
      'found train_los in "train_los + 0.1 * iterations"; did you mean train_loss?',
    ],
    ['train_loss < 1', 'found none: expected a number for an objective, found train_loss < 1'],
    [
      'train_loss + model.kind',
      'found none: expected a number beside +, found model.kind, which is a string',
    ],
    ['train_loss, reconstruction_error', 'a search has one objective; weigh several in one expression'],
    ['2 * 3', 'found none: expected an expression that names something, found "2 * 3"'],
  ])('or an expression that is none: %s', (minimize, message) => {
    expect(() => sweepOf({ minimize })).toThrow(message);
  });
});
