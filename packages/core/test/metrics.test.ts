import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../src/config/errors.ts';
import { metricFamilies } from '../src/metrics/families.ts';
import { networkOf } from '../src/models/models.ts';
import { describeMetric, metricSet, recordedNames } from '../src/runMetrics.ts';
import { topValues } from '../src/tensor/norms.ts';
import { effectiveRank, numericalRank } from '../src/metrics/rank.ts';
import { rankedName } from '../src/metrics/request.ts';
import { concernsEndTensor, need, unionOf, type Need } from '../src/metrics/quantities.ts';
import type { Parameters } from '../src/reference/network.ts';
import type { CompletionProblem, SensingProblem } from '../src/problem.ts';
import { matricization, numelOf } from '../src/tensor/shape.ts';
import { initialParametersOf, prepareWorkload, type Workload } from '../src/workload.ts';
import { plainSnapshot, referenceSnapshot } from './referenceSnapshot.ts';
import { models, parse } from './support.ts';

const kinds = ['matrix', 'cp', 'hierarchical'] as const;

/** The named metrics of given parameters, for a target of ones of which some entries are observed. */
function measure(
  name: keyof typeof models,
  parameters: Parameters,
  metrics: string[],
  top = 10,
  observed: readonly number[] = [0],
): Record<string, number> {
  const { model, dims } = models[name]!;
  const config = parse({
    model,
    task: { kind: 'completion', dims, observed: 1, target: { kind: 'gaussian' } },
    init: { std: 1 },
    record: { metrics, top },
  });
  const network = networkOf(config.model, dims);
  const set = metricSet(config, network);
  const problem: CompletionProblem = {
    kind: 'completion',
    dims,
    target: new Float32Array(numelOf(dims)).fill(1),
    observed: Int32Array.from(observed),
    y: new Float32Array(observed.length).fill(1),
  };
  const snapshot = {
    ...referenceSnapshot(
      { network, problem, loss: config.loss, parameters },
      unionOf([set.needs, set.atEnd.needs]),
    ),
    losses: { objective: 0.5, mse: 0.25 },
  };
  const values = [...set.compute(snapshot), ...set.atEnd.compute(snapshot)];
  return Object.fromEntries(recordedNames(set).map((metric, m) => [metric, values[m]!]));
}

const filled = (name: keyof typeof models, fill: (k: number, i: number) => number): Float64Array[] => {
  const { model, dims } = models[name]!;
  const config = parse({
    model,
    task: { kind: 'completion', dims, observed: 1, target: { kind: 'gaussian' } },
    init: { std: 1 },
  });
  return networkOf(config.model, dims).parameters.map(({ rows, cols }, k) =>
    Float64Array.from({ length: rows * cols }, (_, i) => fill(k, i)),
  );
};

describe('metrics', () => {
  it('CP components: product of the column norms, largest first', () => {
    // 'cp order 2': modes (4, 3) and (3, 3); column r of mode n is (r + 1) * e_1
    const parameters = filled('cp order 2', (_, i) => (i < 3 ? i + 1 : 0));
    const found = measure(
      'cp order 2',
      parameters,
      ['component_norm', 'unbalancedness', 'weight_vector_norm{2}'],
      2,
    );
    expect(found).toEqual({
      component_norm_1: 9,
      component_norm_2: 4,
      unbalancedness: 0,
      'weight_vector_norm{2}_1': 3,
      'weight_vector_norm{2}_2': 2,
    });
  });

  it('local components at a node: its row times the columns of its children', () => {
    // widths 3, 4 and all ones: leaf columns have norm sqrt(d_n), rows of node {1,2} norm 2, of the root 1
    const parameters = filled('hierarchical order 4', () => 1);
    const found = measure('hierarchical order 4', parameters, ['local_component_norm'], 1);
    expect(found['local_component_norm{1,2}_1']).toBeCloseTo(2 * Math.sqrt(2) * Math.sqrt(3), 12);
    expect(found['local_component_norm{3,4}_1']).toBeCloseTo(2 * 2, 12);
    expect(found['local_component_norm{1,2,3,4}_1']).toBeCloseTo(Math.sqrt(3) * Math.sqrt(3), 12);
  });

  it('unbalancedness of a chain is the Frobenius norm of the difference of the Gram matrices', () => {
    const parameters = filled('matrix L=2', (k, i) => (i === 0 ? k + 2 : 0)); // 2^2 - 3^2
    expect(measure('matrix L=2', parameters, ['unbalancedness'])).toEqual({ unbalancedness: 5 });
  });

  it('spectra, ranks and errors of the end tensor', () => {
    const parameters = filled('matrix L=1', (_, i) => (i % 4 === 0 && i < 8 ? 3 - i / 4 : 0)); // diag(3, 2, 0)
    const found = measure(
      'matrix L=1',
      parameters,
      ['singular_value', 'effective_rank', 'rank', 'nuclear_norm', 'frobenius_norm'],
      3,
    );
    expect(found['singular_value_1']).toBeCloseTo(3, 12);
    expect(found['singular_value_2']).toBeCloseTo(2, 12);
    expect(found['singular_value_3']).toBeCloseTo(0, 12);
    expect(found['rank']).toBe(2);
    expect(found['nuclear_norm']).toBeCloseTo(5, 12);
    expect(found['frobenius_norm']).toBeCloseTo(Math.sqrt(13), 12);
    expect(found['effective_rank']).toBeCloseTo(Math.exp(-0.6 * Math.log(0.6) - 0.4 * Math.log(0.4)), 12);
    const zero = filled('matrix L=1', () => 0);
    expect(
      measure('matrix L=1', zero, ['reconstruction_error', 'train_loss', 'train_mse', 'effective_rank']),
    ).toEqual({
      reconstruction_error: 1,
      train_loss: 0.5,
      train_mse: 0.25,
      effective_rank: 0,
    });
  });

  it('spectra without modes are those of every node of the mode tree but the root', () => {
    const everyNode = (name: keyof typeof models, stem: string): string[] =>
      Object.keys(
        measure(
          name,
          filled(name, () => 1),
          [stem],
          1,
        ),
      );
    expect(everyNode('cp order 3', 'rank')).toEqual(['rank{1}', 'rank{2}', 'rank{3}']);
    expect(everyNode('cp order 2', 'nuclear_norm')).toEqual(['nuclear_norm']);
    expect(everyNode('hierarchical order 4', 'singular_value')).toEqual(
      ['{1}', '{2}', '{3}', '{4}', '{1,2}', '{3,4}'].map((node) => `singular_value${node}_1`),
    );
    // The unary node above the leaf {3} has its modes.
    expect(everyNode('hierarchical order 3, unary node', 'effective_rank')).toEqual(
      ['{1}', '{2}', '{3}', '{1,2}'].map((node) => `effective_rank${node}`),
    );
    expect(everyNode('hierarchical order 5, half', 'rank')).toContain('rank{1,4}');
  });

  it('spectra of nodes are as if their modes had been given', () => {
    const parameters = filled('hierarchical order 4', (k, i) => ((k + 2) * (i + 1) * (i + 2)) % 11);
    const nodes = ['{1}', '{2}', '{3}', '{4}', '{1,2}', '{3,4}'];
    const stems = ['singular_value', 'effective_rank', 'rank', 'nuclear_norm'];
    const found = measure('hierarchical order 4', parameters, stems);
    const named = stems.flatMap((stem) => nodes.map((node) => `${stem}${node}`));
    expect(found).toEqual(measure('hierarchical order 4', parameters, named));
    const [first, second] = [1, 2].map((k) => found[`singular_value{1,2}_${k}`]!);
    expect(second).toBeGreaterThan(0.01);
    expect(found['singular_value{3,4}_1']).toBeCloseTo(first!, 8);
    expect(found['singular_value{3,4}_2']).toBeCloseTo(second!, 8);
  });

  it('spectra of all matricizations with so many modes in their rows', () => {
    const parameters = filled('hierarchical order 4', (k, i) => ((k + 2) * (i + 1) * (i + 2)) % 11);
    const found = measure('hierarchical order 4', parameters, ['effective_rank{all_2}', 'rank{all_3}']);
    const pairs = ['{1,2}', '{1,3}', '{1,4}', '{2,3}', '{2,4}', '{3,4}'].map(
      (modes) => `effective_rank${modes}`,
    );
    const triples = ['{1,2,3}', '{1,2,4}', '{1,3,4}', '{2,3,4}'].map((modes) => `rank${modes}`);
    expect(Object.keys(found)).toEqual([...pairs, ...triples]);
    expect(found).toEqual(measure('hierarchical order 4', parameters, [...pairs, ...triples]));
    for (const none of ['rank{all_0}', 'rank{all_4}', 'weight_vector_norm{all_1}']) {
      expect(() => measure('hierarchical order 4', parameters, [none])).toThrow(`found '${none}'`);
    }
  });

  it('of two nodes with the same modes are told apart by the height of the upper one', () => {
    // {2,5}, matrix 6 (3, 2): columns 1 e_1 and 2 e_1; {2,5@2} above it, matrix 9 (2, 2): diag(3, 4)
    const entries: Record<number, number[]> = { 6: [1, 2, 0, 0, 0, 0], 9: [3, 0, 0, 4] };
    const parameters = filled('hierarchical order 5, half', (k, i) => entries[k]?.[i] ?? 0);
    expect(
      measure('hierarchical order 5, half', parameters, [
        'local_component_norm{2,5@2}',
        'weight_vector_norm{5,2@2}',
        'weight_vector_norm{2,5}',
      ]),
    ).toEqual({
      'local_component_norm{2,5@2}_1': 8,
      'local_component_norm{2,5@2}_2': 3,
      'weight_vector_norm{2,5@2}_1': 4,
      'weight_vector_norm{2,5@2}_2': 3,
      'weight_vector_norm{2,5}_1': 2,
      'weight_vector_norm{2,5}_2': 1,
    });
    expect(() => measure('hierarchical order 5, half', parameters, ['rank{2,5@2}'])).toThrow(
      "expected modes of a matricization, some but not all of 1..5, such as 'rank{1}', found 'rank{2,5@2}'",
    );
    expect(() => measure('hierarchical order 5, half', parameters, ['local_component_norm{2,5@1}'])).toThrow(
      'expected a node of the mode tree ({1,4} {2,5} {3} {1,3,4} {2,5@2} {1,2,3,4,5})',
    );
  });

  it('columns of the factors of a chain', () => {
    // (4, 4) and (4, 5): column c of factor_k is k * (c + 1) * e_1
    const parameters = filled('matrix L=2', (k, i) => (i < 4 + k ? (k + 1) * (i + 1) : 0));
    expect(measure('matrix L=2', parameters, ['weight_vector_norm'], 2)).toEqual({
      'weight_vector_norm{factor_1}_1': 4,
      'weight_vector_norm{factor_1}_2': 3,
      'weight_vector_norm{factor_2}_1': 10,
      'weight_vector_norm{factor_2}_2': 8,
    });
    expect(measure('matrix L=2', parameters, ['weight_vector_norm{factor_2}'], 1)).toEqual({
      'weight_vector_norm{factor_2}_1': 10,
    });
    expect(() => measure('matrix L=2', parameters, ['weight_vector_norm{2}'])).toThrow(
      "expected a factor ({factor_1} {factor_2}), found 'weight_vector_norm{2}'",
    );
  });

  describe('component_cosine', () => {
    /** (4, 3) and (3, 3), from the columns. */
    const components = (...columns: [first: number[], second: number[]][]): Float64Array[] =>
      [4, 3].map((d, n) =>
        Float64Array.from({ length: d * 3 }, (_, at) => columns[at % 3]?.[n]?.[Math.floor(at / 3)] ?? 0),
      );
    const cosine = (parameters: Float64Array[], top: number): number =>
      measure('cp order 2', parameters, ['component_cosine'], top)['component_cosine']!;

    it('is the largest product over the modes, signs aside, among the largest components', () => {
      const parameters = components(
        [
          [3, 0],
          [2, 0],
        ], // norm 6
        [
          [-3, 4],
          [1, 0],
        ], // norm 5; cosine -0.6 * 1 with the first
        [
          [0, 1],
          [3, 4],
        ], // norm 5 (after the second); cosines 0 and 0.8 * 0.6
      );
      expect(cosine(parameters, 3)).toBeCloseTo(0.6, 15);
      expect(cosine(parameters, 2)).toBeCloseTo(0.6, 15);
      expect(cosine(parameters, 1)).toBe(0);
      const small = parameters.map((W, n) => (n === 0 ? W.map((w, at) => (at % 3 === 0 ? w / 100 : w)) : W));
      expect(cosine(small, 2)).toBeCloseTo(0.48, 15);
    });

    it('is 1 for equal directions, 0 for a component of 0, NaN for one of NaN', () => {
      const direction: [number[], number[]] = [
        [1, 2, 3, 4],
        [0.1, 0.7, 0.3],
      ];
      expect(cosine(components(direction, direction, direction), 3)).toBe(1);
      const longer: typeof direction = [direction[0].map((x) => 1.7 * x), [1]]; // rounded, the first factor is above 1
      expect(cosine(components([direction[0], [1]], longer), 3)).toBe(1);
      expect(cosine(components(direction, [[0], [1]], [[1], [0]]), 3)).toBe(0);
      expect(cosine(components(direction, [[NaN], [1]], direction), 3)).toBeNaN();
    });
  });

  it('CP rank of the end tensor, measured at the end only', () => {
    const rankOf = (parameters: Float64Array[]): number =>
      measure('cp order 3', parameters, ['cp_rank'])['cp_rank']!;
    const equal = filled('cp order 3', () => 1);
    const oneUnlikeTheOthers = equal.map((W, n) => W.with(0, 2 + n));
    expect(rankOf(equal)).toBe(1);
    expect(rankOf(oneUnlikeTheOthers)).toBe(2);
    expect(rankOf(equal.map((W) => W.map(() => 0)))).toBe(0);
    expect(rankOf(equal.map((W) => W.with(1, NaN)))).toBeNaN();
    expect(rankOf(equal.map((W) => W.with(1, Infinity)))).toBeNaN();
    const { model, dims } = models['cp order 3']!;
    const config = parse({
      model,
      task: { kind: 'completion', dims, observed: 1, target: { kind: 'gaussian' } },
      init: { std: 1 },
      record: { metrics: ['cp_rank', 'train_loss'] },
    });
    const set = metricSet(config, networkOf(config.model, dims));
    expect(set).toMatchObject({ names: ['train_loss'], needs: [] });
    expect(set.atEnd).toMatchObject({ names: ['cp_rank'], needs: [need('endTensor')] });
    expect(recordedNames(set)).toEqual(['train_loss', 'cp_rank']);
    const { atEnd } = metricSet(
      { ...config, record: { ...config.record, metrics: undefined } },
      networkOf(config.model, dims),
    );
    expect(atEnd.names).toEqual([]);
  });

  it('test error over what is not observed, predictions on what is', () => {
    const parameters = [Float64Array.from({ length: 12 }, (_, i) => (i === 5 ? -7 : i === 2 ? 3 : 0))]; // (4, 3)
    const names = ['test_mse', 'prediction_mean', 'prediction_abs_mean', 'prediction_max'];
    // Targets are 1: residuals 2 at entry 2, -8 at entry 5, -1 elsewhere.
    expect(measure('matrix L=1', parameters, names, 10, [0, 2, 11])).toEqual({
      test_mse: (64 + 8) / 9,
      prediction_mean: 1,
      prediction_abs_mean: 1,
      prediction_max: 3,
    });
    expect(measure('matrix L=1', parameters, names, 10, [2, 3, 5, 6])).toEqual({
      test_mse: 1,
      prediction_mean: -1,
      prediction_abs_mean: 2.5,
      prediction_max: 7,
    });
    const all = parameters[0]!.map((_, i) => i);
    expect(measure('matrix L=1', parameters, ['test_mse'], 10, [...all])).toEqual({ test_mse: NaN });
    const spoilt = parameters.map((W) => W.with(0, NaN));
    const found = measure('matrix L=1', spoilt, names.slice(1), 10, [0, 2]);
    expect(Object.values(found)).toEqual([NaN, NaN, NaN]);
    const error = measure('matrix L=1', parameters, ['unnormalized_reconstruction_error']);
    expect(error).toEqual({ unnormalized_reconstruction_error: Math.sqrt(4 + 64 + 10) });
  });

  it('the test error of sensing is over all entries, the error held out over measurements that are not fitted', () => {
    const dims = [2, 2];
    const target = Float32Array.of(1, 2, 3, 4);
    const config = parse({
      model: { kind: 'matrix', depth: 1 },
      task: { kind: 'sensing', dims, observed: 1, target: { kind: 'gaussian' } },
      init: { std: 1 },
      record: { metrics: ['test_mse', 'held_out_mse'] },
    });
    const network = networkOf(config.model, dims);
    // The first misses W_e[1, 1] by 2, the second nothing.
    const heldOut = {
      measurements: Float32Array.of(0, 0, 0, 1, 1, 0, 0, 0),
      y: Float32Array.of(4, 1),
    };
    const fitted = { measurements: new Float32Array(4), y: new Float32Array(1) };
    const set = metricSet(config, network);
    const snapshot = plainSnapshot(
      {
        network,
        problem: { kind: 'sensing', dims, target, ...fitted, heldOut },
        losses: { objective: 1, mse: 1 },
        flowTime: 0,
        endTensor: () => [1, 2, 3, 2],
      },
      set.needs,
    );
    expect([...set.compute(snapshot)]).toEqual([1, 2]);
  });

  it('matricization puts the modes asked for into rows, in that order', () => {
    const tensor = Array.from({ length: 12 }, (_, i) => i); // (2, 3, 2)
    expect([...matricization(tensor, [2, 3, 2], [3, 1]).values]).toEqual([
      0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11,
    ]);
    const found = measure(
      'cp order 3',
      filled('cp order 3', () => 1),
      ['rank{1,3}', 'singular_value{1,3}'],
      2,
    );
    expect(found['rank{1,3}']).toBe(1);
    expect(Object.keys(found)).toEqual(['rank{1,3}', 'singular_value{1,3}_1', 'singular_value{1,3}_2']);
  });

  it('takes the largest values, in order, and NaN from wherever it is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: 0, noDefaultInfinity: false }), {
          minLength: 1,
          maxLength: 30,
        }),
        fc.nat(),
        (values, seed) => {
          const k = 1 + (seed % values.length);
          const sorted = values.toSorted((a, b) => b - a);
          expect([...topValues(Float64Array.from(values), k)]).toEqual(sorted.slice(0, k));
          const spoilt = values.with(seed % values.length, NaN);
          expect([...topValues(Float64Array.from(spoilt), k)]).toEqual(new Array(k).fill(NaN));
        },
      ),
    );
  });

  it('need each quantity once, however many of them do, and only those that concern the end tensor need that', () => {
    const { model, dims } = models['hierarchical order 4']!;
    const setOf = (metrics: string[]) => {
      const config = parse({
        model,
        task: { kind: 'completion', dims, observed: 1, target: { kind: 'gaussian' } },
        init: { std: 1 },
        record: { metrics },
      });
      return metricSet(config, networkOf(config.model, dims));
    };
    const keys = setOf([
      'local_component_norm',
      'unbalancedness',
      'weight_vector_norm',
      'effective_rank',
    ]).needs.map(({ key }) => key);
    // Of seven matrices the leaves' four and the two below the root have columns in components; three have rows in them.
    expect(keys.toSorted()).toEqual(
      [
        ...[0, 1, 2, 3, 4, 5, 6].map((k) => `squaredColumnNorms ${k}`),
        ...[4, 5, 6].map((k) => `squaredRowNorms ${k}`),
        ...['1', '2', '3', '4', '1,2', '3,4'].map((modes) => `singularValues ${modes}`),
      ].toSorted(),
    );
    const concerned = ['train_loss', 'local_component_norm', 'gamma_local_component_norm', 'prediction_max'];
    expect(setOf(concerned).needs.filter(concernsEndTensor)).toEqual([]);
    for (const metric of ['test_mse', 'reconstruction_error', 'frobenius_norm', 'rank{1}']) {
      expect(setOf([metric]).needs.some(concernsEndTensor)).toBe(true);
    }
  });

  const ofTensors = metricFamilies().filter(({ isOfSamplesOnly }) => !isOfSamplesOnly);
  it.each(ofTensors.flatMap(({ stem, only }) => (only ?? kinds).map((kind) => [stem, kind] as const)))(
    '%s of a %s model is computed from what it needs, and needs no more',
    (stem, kind) => {
      const { model, dims } =
        models[{ matrix: 'matrix L=2', cp: 'cp order 3', hierarchical: 'hierarchical order 4' }[kind]]!;
      const config = parse({
        model,
        task: { kind: 'sensing', dims, observed: 5, heldOut: 4, target: { kind: 'gaussian' } },
        init: { std: 1 },
        optimizer: { kind: 'sgd', learningRate: 0.1 },
        record: { metrics: [stem] },
      });
      const workload = prepareWorkload(config);
      const { network, problem } = workload as Workload & { problem: SensingProblem };
      const parameters = initialParametersOf(workload).map((matrix) => Float64Array.from(matrix));
      const metrics = metricSet(config, network);
      const set = metrics.names.length > 0 ? metrics : metrics.atEnd;
      const compute = (needs: readonly Need[]): Float64Array =>
        set.compute(referenceSnapshot({ network, problem, loss: config.loss, parameters }, needs));
      expect(compute(set.needs)).toHaveLength(set.names.length);
      for (const one of set.needs) {
        expect(() => compute(set.needs.filter((other) => other !== one))).toThrow(
          `expected '${one.key}' among what they need`,
        );
      }
    },
  );

  it('lets NaN through', () => {
    const parameters = filled('cp order 2', (k, i) => (k === 0 && i === 4 ? NaN : 1));
    const found = measure('cp order 2', parameters, [
      'component_norm',
      'unbalancedness',
      'reconstruction_error',
      'rank',
    ]);
    Object.values(found).forEach((value) => expect(value).toBeNaN());
    expect(numericalRank(Float64Array.of(NaN), 1)).toBeNaN();
    expect(effectiveRank(Float64Array.of(NaN))).toBeNaN();
  });

  it.each([
    [['componnt_norm'], "found 'componnt_norm'; did you mean component_norm?"],
    [['local_component_norm'], 'expected a metric of a cp model'],
    [['train_loss{1}'], 'expected nothing in braces'],
    [['weight_vector_norm{1,2}'], 'expected a node of the mode tree ({1} {2})'],
    [['singular_value{1,2}'], 'some but not all of 1..2'],
    [['singular_value{5}'], 'some but not all of 1..2'],
    [['rank{0}'], 'some but not all of 1..2'],
    [['rank{factor_1}'], 'some but not all of 1..2'],
    [['weight_vector_norm{factor_1}'], 'expected a node of the mode tree ({1} {2})'],
    [['component_cosine{1}'], 'expected nothing in braces'],
    [['nuclear_nrm'], 'did you mean nuclear_norm?'],
  ])('refuses %j', (metrics, message) => {
    expect(() => measure('cp order 2', [], metrics)).toThrow(message);
    expect(() => measure('cp order 2', [], metrics)).toThrow(InputError);
  });

  it('tells stems from ranks, and what a column means', () => {
    expect(rankedName('local_component_norm{1,2}_10')).toEqual({
      stem: 'local_component_norm{1,2}',
      rank: 10,
    });
    expect(rankedName('train_loss')).toBeUndefined();
    expect(describeMetric('singular_value{1,2}_3').description).toContain('singular values');
    expect(describeMetric('component_norm_1').description).toContain('components');
    expect(describeMetric('singular_value{1,2}_3').description).toMatch(/, modes 1, 2$/);
    expect(describeMetric('weight_vector_norm{2,5@2}_1').description).toMatch(/, modes 2, 5 at height 2$/);
    expect(describeMetric('weight_vector_norm{factor_2}_1').description).toMatch(/, factor_2$/);
    expect(describeMetric('component_cosine').description).toContain('cosine');
  });
});
