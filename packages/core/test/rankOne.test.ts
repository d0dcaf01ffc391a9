/** The theorem about a leading component: its initialization, the trajectory of rank one, and the distance from it. */
import { describe, expect, it } from 'vitest';
import type { TensorInput } from '../src/factorization/schema.ts';
import { firstComponent } from '../src/initialization/leadingComponent.ts';
import type { TreeNetwork } from '../src/models/network.ts';
import { networkOf } from '../src/models/models.ts';
import { metricSet } from '../src/runMetrics.ts';
import { endTensor, type Parameters } from '../src/reference/network.ts';
import { endTensorGradient, lossAndGradient } from '../src/reference/objective.ts';
import { initialOptimizerState, updateParameters } from '../src/reference/optimizer.ts';
import { tensorProblem } from '../src/problem.ts';
import { euclideanNorm } from '../src/tensor/shape.ts';
import { initialParametersOf, prepareWorkload } from '../src/workload.ts';
import { plainSnapshot } from './referenceSnapshot.ts';
import { parse } from './support.ts';

const learningRate = 0.05;
const base: TensorInput = {
  model: { kind: 'cp', components: 4 },
  task: {
    kind: 'completion',
    dims: [3, 4, 2],
    observed: 12,
    target: { kind: 'cp', rank: 2, frobeniusNorm: 5 },
  },
  init: { scheme: 'balanced', std: 0.02, lead: 1.5 },
  loss: { kind: 'huber', threshold: 0.01 },
  optimizer: { kind: 'sgd', learningRate },
  record: { metrics: ['rank_one_distance'] },
};

const startOf = (input: TensorInput): Float64Array[] =>
  initialParametersOf(prepareWorkload(parse(input))).map((matrix) => Float64Array.from(matrix));

/** Norms of the vectors, by mode and component. */
function vectorNorms(input: TensorInput): number[][] {
  const { network } = prepareWorkload(parse(input));
  return startOf(input).map((matrix, n) => {
    const { cols } = network.parameters[n]!;
    return Array.from({ length: cols }, (_, r) => euclideanNorm(matrix.filter((__, i) => i % cols === r)));
  });
}

/** ||W - W_1||_F / ||W*||_F by the metric, after some steps of the reference. */
function distancesOf(input: TensorInput, iterations: readonly number[]): number[] {
  const config = parse(input);
  const workload = prepareWorkload(config);
  const { network, problem } = workload;
  const parameters: Parameters = startOf(input);
  const state = initialOptimizerState(config.optimizer, parameters);
  const set = metricSet(config, network);
  return iterations.map((iteration) => {
    while (state.iteration < iteration) {
      const { gradients } = lossAndGradient(problem, network, config.loss, parameters);
      updateParameters(config.optimizer, state, parameters, gradients);
    }
    const snapshot = plainSnapshot(
      {
        network,
        problem,
        losses: { objective: 0, mse: 0 },
        flowTime: state.flowTime,
        endTensor: () => endTensor(network, parameters),
      },
      set.needs,
    );
    return set.compute(snapshot)[0]!;
  });
}

describe('a balanced initialization', () => {
  it('has vectors of one norm, std times the root of a geometric mean dimension', () => {
    const norms = vectorNorms({ ...base, init: { scheme: 'balanced', std: 0.02 } });
    for (const norm of norms.flat()) expect(norm).toBeCloseTo(0.02 * 24 ** (1 / 6), 8);
  });

  it.each([0, 1, 2, 3])(
    'has a first component that grows, and leads by the factor of the theorem, seed %i',
    (seed) => {
      const input = { ...base, seed };
      const { network, problem, config } = prepareWorkload(parse(input));
      const [first, ...others] = vectorNorms(input)[0]!;
      const vectors = firstComponent(
        startOf(input).map((matrix) => Float32Array.from(matrix)),
        network as TreeNetwork,
      );
      const one = networkOf({ kind: 'cp', components: 1, linearOutput: false }, network.dims);
      const component = endTensor(one, vectors);
      const whole = tensorProblem(problem);
      const g = endTensorGradient(
        whole,
        config.loss,
        Float64Array.from(whole.y, (y) => -y),
      );
      const descent = -component.reduce((sum, a, i) => sum + a * g[i]!, 0) / euclideanNorm(component);
      expect(descent).toBeGreaterThan(0);
      // N - 2 = 1
      for (const other of others) expect(first! / other).toBeCloseTo((1.5 * euclideanNorm(g)) / descent, 4);
    },
  );
});

describe('the distance from the rank-one trajectory', () => {
  it('is zero, but for float32, of a factorization with one component', () => {
    const distances = distancesOf({ ...base, model: { kind: 'cp', components: 1 } }, [0, 50, 200]);
    for (const distance of distances) expect(distance).toBeLessThan(1e-12);
  });

  it('does not mind a shift in time', () => {
    const config = parse(base);
    const { network, problem } = prepareWorkload(config);
    const alone: Parameters = firstComponent(
      initialParametersOf(prepareWorkload(config)),
      network as TreeNetwork,
    );
    const one = networkOf({ kind: 'cp', components: 1, linearOutput: false }, network.dims);
    const state = initialOptimizerState(config.optimizer, alone);
    for (let i = 0; i < 90; i++) {
      updateParameters(
        config.optimizer,
        state,
        alone,
        lossAndGradient(problem, one, config.loss, alone).gradients,
      );
    }
    const set = metricSet(config, network);
    const measured = set.compute(
      plainSnapshot(
        {
          network,
          problem,
          losses: { objective: 0, mse: 0 },
          flowTime: 60 * learningRate,
          endTensor: () => endTensor(one, alone),
        },
        set.needs,
      ),
    );
    expect(measured[0]).toBeLessThan(1e-12);
  });

  it('shrinks with the initialization', () => {
    const largest = [0.02, 0.01, 0.005].map((std) =>
      Math.max(...distancesOf({ ...base, init: { ...base.init, std } }, [0, 100, 200, 300])),
    );
    expect(largest[1]).toBeLessThan(largest[0]! / 2);
    expect(largest[2]).toBeLessThan(largest[1]! / 2);
  });
});
