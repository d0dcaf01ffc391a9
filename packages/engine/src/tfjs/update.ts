/**
 * Updates the parameters of a cohort. What does not depend on the numbers, such as Adam's decay powers, is computed for each
 * member in float64 and rounded once.
 *
 * Letters: C members, P parameters of each.
 */
import type { OptimizerConfig } from '@ranksweep/core';
import { rowSums } from './operations/sums.ts';
import type { Tensor, TensorFlow } from './tensorflow.ts';

/** What the device keeps of a cohort. */
export interface CohortState {
  /** (C, P) */
  readonly parameters: Tensor;
  /** What the optimizer keeps per parameter, (C, P) each. */
  readonly slots: readonly Tensor[];
  /** group-rmsprop: the square root of the running mean of the squared gradient norm, whose square may be out of range, (C, 1). */
  readonly rootMeanSquare: Tensor;
}

/** The optimizer's numbers of one member. */
export interface Scalars {
  iteration: number;
  decayPowers: [number, number];
  flowTime: number;
}

export interface Updated {
  readonly state: CohortState;
  /** group-rmsprop: the step sizes, (C, 1), whose sums are the flow times. */
  readonly steps?: Tensor;
}

/** Below this a gradient counts as this far from zero when it is scaled. */
const SMALLEST_NORM = 2 ** -120;

/** Applies one update, and counts it in the members' scalars. */
export function update(
  tf: TensorFlow,
  optimizer: OptimizerConfig,
  state: CohortState,
  gradient: Tensor,
  members: readonly Scalars[],
): Updated {
  const { parameters, slots } = state;
  const ofMembers = (of: (member: Scalars) => number): Tensor =>
    tf.tensor2d(Float32Array.from(members, of), [members.length, 1]);
  for (const member of members) member.iteration++;
  switch (optimizer.kind) {
    case 'group-rmsprop': {
      // v <- alpha v + (1 - alpha) ||g||^2;  p <- p - lr g / (sqrt(v / (1 - alpha^t)) + eps)
      const { learningRate, decay: alpha, epsilon } = optimizer;
      for (const member of members) member.decayPowers[0] *= alpha;
      const rootMeanSquare = nextRoot(tf, state.rootMeanSquare, gradient, alpha);
      const inverseRootBias = ofMembers(({ decayPowers }) => 1 / Math.sqrt(1 - decayPowers[0]));
      const steps = tf.div(learningRate, tf.add(tf.mul(rootMeanSquare, inverseRootBias), epsilon));
      return {
        state: { parameters: tf.sub(parameters, tf.mul(steps, gradient)), slots, rootMeanSquare },
        steps,
      };
    }
    case 'sgd': {
      const { learningRate, momentum } = optimizer;
      const [velocity] = slots;
      if (velocity === undefined) {
        for (const member of members) member.flowTime += learningRate;
        return { state: { ...state, parameters: tf.sub(parameters, tf.mul(gradient, learningRate)) } };
      }
      const next = tf.add(tf.mul(velocity, momentum), gradient);
      return {
        state: { ...state, parameters: tf.sub(parameters, tf.mul(next, learningRate)), slots: [next] },
      };
    }
    case 'adam': {
      const { learningRate, beta1, beta2, epsilon } = optimizer;
      for (const { decayPowers } of members) {
        decayPowers[0] *= beta1;
        decayPowers[1] *= beta2;
      }
      const m = tf.add(tf.mul(slots[0]!, beta1), tf.mul(gradient, 1 - beta1));
      const v = tf.add(tf.mul(slots[1]!, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const step = ofMembers(({ decayPowers }) => learningRate / (1 - decayPowers[0]));
      const inverseRootBias = ofMembers(({ decayPowers }) => 1 / Math.sqrt(1 - decayPowers[1]));
      const denominator = tf.add(tf.mul(tf.sqrt(v), inverseRootBias), epsilon);
      return {
        state: {
          ...state,
          parameters: tf.sub(parameters, tf.div(tf.mul(m, step), denominator)),
          slots: [m, v],
        },
      };
    }
  }
}

/** sqrt(alpha root^2 + (1 - alpha) ||g||^2), with squares of numbers that are scaled to at most 1. */
function nextRoot(tf: TensorFlow, root: Tensor, gradient: Tensor, alpha: number): Tensor {
  const largest = tf.max(tf.abs(gradient), 1, true);
  const scale = tf.maximum(tf.maximum(largest, root), SMALLEST_NORM);
  const squaredNorm = tf.expandDims(rowSums(tf, tf.square(tf.div(gradient, scale))), 1);
  const squaredRoot = tf.square(tf.div(root, scale));
  return tf.mul(scale, tf.sqrt(tf.add(tf.mul(squaredRoot, alpha), tf.mul(squaredNorm, 1 - alpha))));
}
