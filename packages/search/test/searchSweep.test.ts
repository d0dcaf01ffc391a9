/** Searches as sweeps: in a real store, by real lanes. */
import type { SearchInput } from '../../kinds/src/definition/search/schema.ts';
import { parseDefinition } from '@ranksweep/kinds';
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

describe('a search for a metric that runs do not report', () => {
  it('ends with an error that names those that they do', () => {
    expect(() => sweepOf({ minimize: 'reconstruction_eror' })).toThrow(
      'search.minimize: expected a metric that its runs record, found "reconstruction_eror"; did you mean reconstruction_error?',
    );
  });
});
