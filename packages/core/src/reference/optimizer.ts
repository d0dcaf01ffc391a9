/** One update of the parameters, float64. */
import type { OptimizerConfig } from '../factorization/schema.ts';
import type { Parameters } from './network.ts';

/**
 * What an optimizer remembers. `decayPowers` are decay^t, kept by repeated multiplication (no Math.pow). `slots` have the shapes
 * of the parameters: velocity for sgd with momentum; m and v for adam.
 */
export interface OptimizerState {
  iteration: number;
  /** group-rmsprop: v, the running mean of the squared gradient norm; 0 otherwise. */
  meanSquare: number;
  readonly decayPowers: [number, number];
  /** Time of gradient flow: the sum of the step sizes so far; stays 0 if `followsGradientFlow` is false. */
  flowTime: number;
  readonly slots: readonly Float64Array[][];
}

/** Before the first update: all that is remembered is zero. */
export function initialOptimizerState(optimizer: OptimizerConfig, parameters: Parameters): OptimizerState {
  const slots = Array.from({ length: slotCount(optimizer) }, () =>
    parameters.map((p) => new Float64Array(p.length)),
  );
  return { iteration: 0, meanSquare: 0, decayPowers: [1, 1], flowTime: 0, slots };
}

/**
 * Whether an update is a step of gradient descent. If so, it is also a step of gradient flow whose time is the step size. With
 * momentum or Adam it is not.
 */
export const followsGradientFlow = (optimizer: OptimizerConfig): boolean =>
  optimizer.kind === 'group-rmsprop' || (optimizer.kind === 'sgd' && optimizer.momentum === 0);

/** How many numbers per parameter an optimizer keeps. */
export function slotCount(optimizer: OptimizerConfig): number {
  switch (optimizer.kind) {
    case 'group-rmsprop':
      return 0;
    case 'sgd':
      return optimizer.momentum > 0 ? 1 : 0;
    case 'adam':
      return 2;
  }
}

/** Applies the gradient to the parameters and advances the state, both in place. */
export function updateParameters(
  optimizer: OptimizerConfig,
  state: OptimizerState,
  parameters: Parameters,
  gradients: Parameters,
): void {
  state.iteration++;
  switch (optimizer.kind) {
    case 'group-rmsprop': {
      // v <- alpha v + (1 - alpha) sum ||g||^2;  p <- p - lr g / (sqrt(v / (1 - alpha^t)) + eps)
      const { learningRate, decay: alpha, epsilon } = optimizer;
      const squares = gradients.reduce((sum, g) => g.reduce((s, x) => s + x * x, sum), 0);
      state.meanSquare = alpha * state.meanSquare + (1 - alpha) * squares;
      state.decayPowers[0] *= alpha;
      const step = learningRate / (Math.sqrt(state.meanSquare / (1 - state.decayPowers[0])) + epsilon);
      forEachEntry(parameters, (p, k, i) => (p[i]! -= step * gradients[k]![i]!));
      state.flowTime += step;
      return;
    }
    case 'sgd': {
      const { learningRate, momentum } = optimizer;
      const velocity = state.slots[0];
      if (velocity === undefined) state.flowTime += learningRate;
      forEachEntry(parameters, (p, k, i) => {
        const g = gradients[k]![i]!;
        p[i]! -= learningRate * (velocity ? (velocity[k]![i] = momentum * velocity[k]![i]! + g) : g);
      });
      return;
    }
    case 'adam': {
      const { learningRate, beta1, beta2, epsilon } = optimizer;
      const [m, v] = [state.slots[0]!, state.slots[1]!];
      state.decayPowers[0] *= beta1;
      state.decayPowers[1] *= beta2;
      const step = learningRate / (1 - state.decayPowers[0]);
      const inverseSqrtBias2 = 1 / Math.sqrt(1 - state.decayPowers[1]);
      forEachEntry(parameters, (p, k, i) => {
        const g = gradients[k]![i]!;
        m[k]![i] = beta1 * m[k]![i]! + (1 - beta1) * g;
        v[k]![i] = beta2 * v[k]![i]! + (1 - beta2) * g * g;
        p[i]! -= (step * m[k]![i]!) / (Math.sqrt(v[k]![i]!) * inverseSqrtBias2 + epsilon);
      });
    }
  }
}

function forEachEntry(parameters: Parameters, visit: (p: Float64Array, k: number, i: number) => void): void {
  parameters.forEach((p, k) => {
    for (let i = 0; i < p.length; i++) visit(p, k, i);
  });
}
