/** The time of gradient flow that a run has gone: the sum of its step sizes, where it takes steps along the gradient. */
import { expect, it } from 'vitest';
import type { OptimizerConfig } from '../src/factorization/schema.ts';
import {
  followsGradientFlow,
  initialOptimizerState,
  updateParameters,
  type OptimizerState,
} from '../src/reference/optimizer.ts';
import { RandomStream } from '../src/random/stream.ts';

const STEPS = 20;

/** Twenty updates by random gradients; `step` is told the parameters before and after, and the gradient. */
function run(
  optimizer: OptimizerConfig,
  step: (before: Float64Array, after: Float64Array, gradient: Float64Array) => void = () => {},
): OptimizerState {
  const stream = new RandomStream(3, 'gradients');
  const parameters = [stream.gaussians(6)];
  const state = initialOptimizerState(optimizer, parameters);
  for (let i = 0; i < STEPS; i++) {
    const [before, gradient] = [parameters[0]!.slice(), stream.gaussians(6)];
    updateParameters(optimizer, state, parameters, [gradient]);
    step(before, parameters[0]!, gradient);
  }
  return state;
}

it.each<OptimizerConfig>([
  { kind: 'sgd', learningRate: 0.125, momentum: 0 },
  { kind: 'group-rmsprop', learningRate: 0.01, decay: 0.9, epsilon: 1e-6 },
])('is the sum of the steps that $kind takes along the negative gradient', (optimizer) => {
  let time = 0;
  const { flowTime } = run(optimizer, (before, after, gradient) => {
    const steps = before.map((value, i) => (value - after[i]!) / gradient[i]!);
    steps.forEach((step) => expect(step / steps[0]!).toBeCloseTo(1, 8));
    time += steps[0]!;
  });
  expect(followsGradientFlow(optimizer)).toBe(true);
  expect(flowTime / time).toBeCloseTo(1, 8);
  if (optimizer.kind === 'sgd') expect(flowTime).toBe(STEPS * optimizer.learningRate);
});

it.each<OptimizerConfig>([
  { kind: 'sgd', learningRate: 0.125, momentum: 0.9 },
  { kind: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
])('is 0 with $kind that does not follow gradient flow', (optimizer) => {
  expect(followsGradientFlow(optimizer)).toBe(false);
  expect(run(optimizer).flowTime).toBe(0);
});
