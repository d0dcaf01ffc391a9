import { describe, expect, it } from 'vitest';
import type { FactorizationConfig } from '../../src/factorization/schema.ts';
import type { Series } from '../../src/events/detectEvents.ts';
import type { Network } from '../../src/models/network.ts';
import { networkOf } from '../../src/models/models.ts';
import { describeMetric, metricSet, recordedNames } from '../../src/runMetrics.ts';
import { derivedMetrics, derivedNames } from '../../src/theory/derivedMetrics.ts';
import { models, parse } from '../support.ts';
import { syntheticGrowth } from './syntheticGrowth.ts';

/** Of each model the norms that it has, and L of each: how many vectors or factors they are the product of. */
const factorsOfNorms: Record<keyof typeof models, Record<string, number>> = {
  'matrix L=1': { singular_value: 1 },
  'matrix L=2': { singular_value: 2 },
  'matrix L=4, unequal widths': { singular_value: 4 },
  'cp order 2': { component_norm: 2 },
  'cp order 3': { component_norm: 3 },
  'cp order 5, linear output': { component_norm: 6 }, // and the component's weight in the output
  'hierarchical order 4': {
    'local_component_norm{1,2}': 3,
    'local_component_norm{3,4}': 3,
    'local_component_norm{1,2,3,4}': 3,
  },
  'hierarchical order 3, unary node': {
    'local_component_norm{1,2}': 3,
    'local_component_norm{3}': 2,
    'local_component_norm{1,2,3}': 3,
  },
  'hierarchical order 6, ternary': {
    'local_component_norm{1,2,3}': 4,
    'local_component_norm{4,5,6}': 4,
    'local_component_norm{1,2,3,4,5,6}': 3,
  },
  'hierarchical order 5, half': {
    'local_component_norm{1,4}': 3,
    'local_component_norm{2,5}': 3, // not the unary node above it
    'local_component_norm{3}': 2,
    'local_component_norm{1,3,4}': 3,
    'local_component_norm{1,2,3,4,5}': 3,
  },
  'hierarchical order 3, explicit tree': {
    'local_component_norm{1,3}': 3,
    'local_component_norm{1,2,3}': 3,
  },
  'hierarchical order 4, flat tree': { 'local_component_norm{1,2,3,4}': 5 },
};

interface Run {
  readonly config: FactorizationConfig;
  readonly network: Network;
  readonly recorded: readonly string[];
}

function runOf(
  name: keyof typeof models,
  record: FactorizationConfig['record'] | object = { theory: true, top: 3 },
): Run {
  const { model, dims } = models[name]!;
  const config = parse({
    model,
    task: { kind: 'completion', dims, observed: 1, target: { kind: 'gaussian' } },
    init: { std: 1 },
    record,
  });
  const network = networkOf(config.model, dims);
  return { config, network, recorded: recordedNames(metricSet(config, network)) };
}

/** A balanced trajectory in which every norm follows its law, the k-th to 1/k; changed by `replace`. */
function trajectory(
  name: keyof typeof models,
  { recorded }: Run,
  replace: (metric: string, value: number, i: number) => number = (_, value) => value,
): Series[] {
  const known = new Map<string, ArrayLike<number>>();
  const { iterations, t } = syntheticGrowth({ L: 2 });
  known.set('flow_time', t);
  for (const [norm, L] of Object.entries(factorsOfNorms[name]!)) {
    for (const k of [1, 2, 3, 4, 5]) {
      const { s, gamma } = syntheticGrowth({ L, size: 1 / k });
      known.set(`${norm}_${k}`, s);
      known.set(`gamma_${norm}_${k}`, gamma);
    }
  }
  return recorded.map((metric) => ({
    metric,
    iterations,
    values: Float64Array.from(iterations, (_, i) => replace(metric, known.get(metric)?.[i] ?? 0, i)),
  }));
}

const derive = (
  name: keyof typeof models,
  replace?: (metric: string, value: number, i: number) => number,
): ReadonlyMap<string, Series> => {
  const run = runOf(name);
  const derived = derivedMetrics(run.config, run.network, trajectory(name, run, replace));
  return new Map(derived.map((series) => [series.metric, series]));
};

const onlyValue = (derived: ReadonlyMap<string, Series>, metric: string): number => {
  const { iterations, values } = derived.get(metric)!;
  expect([iterations.length, values.length], metric).toEqual([1, 1]);
  expect(iterations[0]).toBe(10_000);
  return values[0]!;
};

const lengthOf = (derived: ReadonlyMap<string, Series>, metric: string): number =>
  derived.get(metric)!.values.length;

describe.each(Object.entries(factorsOfNorms))('derived metrics of %s', (name, norms) => {
  const run = runOf(name);
  const derived = derivedMetrics(run.config, run.network, trajectory(name, run));

  it('are the names announced, each once, and none that is recorded', () => {
    const names = derived.map(({ metric }) => metric);
    expect(names).toEqual(derivedNames(run.config, run.network, run.recorded));
    expect(new Set([...names, ...run.recorded]).size).toBe(names.length + run.recorded.length);
    for (const norm of Object.keys(norms)) {
      expect(names).toContain(`theoretical_exponent_${norm}`);
      const ranked = run.recorded.filter((metric) => metric.startsWith(`${norm}_`));
      expect(ranked.length).toBeGreaterThan(0);
      for (const one of ranked) {
        for (const prefix of [
          'predicted',
          'growth_exponent',
          'growth_exponent_error',
          'growth_within_bounds',
        ]) {
          expect(names).toContain(`${prefix}_${one}`);
        }
      }
    }
  });

  it('tell the law of every norm', () => {
    const of = new Map(derived.map((series) => [series.metric, series]));
    for (const [norm, L] of Object.entries(norms)) {
      const exponent = 2 - 2 / L;
      expect(onlyValue(of, `theoretical_exponent_${norm}`)).toBeCloseTo(exponent, 14);
      for (const one of run.recorded.filter((metric) => metric.startsWith(`${norm}_`))) {
        expect(Math.abs(onlyValue(of, `growth_exponent_${one}`) - exponent)).toBeLessThan(1e-3);
        expect(onlyValue(of, `growth_exponent_error_${one}`)).toBeLessThan(5e-3);
        const rank = Number(one.at(-1));
        const { iterations, values } = of.get(`predicted_${one}`)!;
        expect(iterations[iterations.length - 1]).toBe(10_000);
        expect(values[values.length - 1]! * rank).toBeGreaterThan(0.9);
        expect(values[values.length - 1]! * rank).toBeLessThan(1.1);
        if (run.config.model.kind === 'matrix') expect(lengthOf(of, `growth_within_bounds_${one}`)).toBe(0);
        else expect(onlyValue(of, `growth_within_bounds_${one}`)).toBe(1);
      }
    }
  });

  it('have a meaning in the table of metrics', () => {
    for (const { metric } of derived) expect(describeMetric(metric).description.length).toBeGreaterThan(10);
  });
});

describe('derived metrics', () => {
  it('are none unless the run records the theory', () => {
    for (const record of [{}, { theory: false }]) {
      const run = runOf('cp order 3', record);
      expect(derivedNames(run.config, run.network, run.recorded)).toEqual([]);
      expect(derivedMetrics(run.config, run.network, trajectory('cp order 3', run))).toEqual([]);
    }
  });

  it('need no other metric to be asked for', () => {
    const run = runOf('cp order 3', { theory: true, top: 1, metrics: ['train_loss'] });
    const names = derivedMetrics(run.config, run.network, trajectory('cp order 3', run)).map(
      ({ metric, values }) => [metric, values.length > 0],
    );
    expect(names).toEqual([
      ['theoretical_exponent_component_norm', true],
      ['predicted_component_norm_1', true],
      ['growth_exponent_component_norm_1', true],
      ['growth_exponent_error_component_norm_1', true],
      ['growth_within_bounds_component_norm_1', true],
      ['unbalancedness_drift', true],
    ]);
  });

  it('are empty for norms that end below 5 % of the largest, at 0 or at NaN', () => {
    for (const [scale, isKnown] of [
      [0.051, true],
      [0.049, false],
      [0, false],
      [NaN, false],
    ] as const) {
      const derived = derive('cp order 3', (metric, value) =>
        metric === 'component_norm_3' ? 3 * scale * value : value,
      );
      const known = scale !== scale ? [] : ['component_norm_1']; // no largest where one is NaN
      known.forEach((one) => expect(lengthOf(derived, `predicted_${one}`)).toBeGreaterThan(0));
      expect(lengthOf(derived, 'predicted_component_norm_3') > 0).toBe(isKnown);
      for (const prefix of ['growth_exponent', 'growth_exponent_error', 'growth_within_bounds']) {
        expect(lengthOf(derived, `${prefix}_component_norm_3`)).toBe(isKnown ? 1 : 0);
      }
      expect(lengthOf(derived, 'theoretical_exponent_component_norm')).toBe(1);
    }
  });

  it('take a component for balanced by its own vectors, and a matrix factorization by all its layers', () => {
    const begin = (derived: ReadonlyMap<string, Series>, metric: string): number =>
      derived.get(metric)!.iterations[0]! / 10;
    const cp = derive('cp order 3', (metric, value, i) =>
      (metric === 'unbalancedness_component_norm_2' && i < 900) || metric === 'unbalancedness' ? 1 : value,
    );
    expect(begin(cp, 'predicted_component_norm_1')).toBeLessThan(900);
    expect(begin(cp, 'predicted_component_norm_2')).toBe(900);
    // The first and the last of four factors may differ three times as much as neighbours do.
    const unbalancedness = 0.01;
    const matrix = derive('matrix L=4, unequal widths', (metric, value) =>
      metric === 'unbalancedness' ? unbalancedness : value,
    );
    const { s } = syntheticGrowth({ L: 4 });
    const expected = Array.from(s).findIndex((norm) => 3 * unbalancedness <= 0.1 * Math.sqrt(norm));
    expect(begin(matrix, 'predicted_singular_value_1')).toBe(expected);
    const never = derive('matrix L=2', (metric, value) => (metric === 'unbalancedness' ? 1 : value));
    expect(lengthOf(never, 'predicted_singular_value_1')).toBe(0);
    expect(lengthOf(never, 'growth_exponent_singular_value_1')).toBe(0);
  });

  it('tell how far the unbalancedness has come from where it was at first', () => {
    const drifting = (at: (i: number) => number) =>
      onlyValue(
        derive('cp order 2', (metric, value, i) => (metric === 'unbalancedness' ? at(i) : value)),
        'unbalancedness_drift',
      );
    expect(drifting(() => 0.25)).toBe(0);
    expect(drifting((i) => (i === 500 ? 0.75 : 0.25))).toBe(0.5);
    expect(drifting((i) => (i === 500 ? 0.125 : 0.25))).toBe(0.125);
    expect(drifting((i) => (i === 500 ? NaN : 0.25))).toBeNaN();
  });

  it('of the first snapshot alone tell nothing of growth', () => {
    const run = runOf('hierarchical order 4');
    const first = trajectory('hierarchical order 4', run).map(({ metric, iterations, values }) => ({
      metric,
      iterations: [iterations[0]!],
      values: [values[0]!],
    }));
    const told = derivedMetrics(run.config, run.network, first).filter(({ values }) => values.length > 0);
    const growth = told.filter(({ metric }) => metric.startsWith('growth_'));
    expect(growth).toEqual([]);
    expect(told.length).toBeGreaterThan(3);
  });
});

it.each([
  { kind: 'adam', learningRate: 0.1 },
  { kind: 'sgd', learningRate: 0.1, momentum: 0.9 },
] as const)('with %j the theory adds nothing to what is recorded', (optimizer) => {
  const plain = runOf('cp order 3', {});
  const { config, network } = runOf('cp order 3');
  const names = recordedNames(metricSet({ ...config, optimizer } as FactorizationConfig, network));
  expect(names).toEqual(
    recordedNames(metricSet({ ...plain.config, record: { ...plain.config.record, top: 3 } }, network)),
  );
  expect(derivedNames({ ...config, optimizer } as FactorizationConfig, network, names)).toEqual([]);
});
