/** The terms of a cohort's objectives, for autodiff: w l(f - y) for every observation, (C, n). */
import type { LossConfig } from '@ranksweep/core';
import type { Tensor, TensorFlow } from './tensorflow.ts';

/** Values of the observations and their shares in the mean, which are 0 where they do not count; (C, n). */
export interface Targets {
  readonly y: Tensor;
  readonly weights: Tensor;
}

/** Losses are those of core's `sampleLoss`, and so are the subgradients where |r| has no derivative. */
export function objectiveTerms(
  tf: TensorFlow,
  loss: LossConfig,
  predictions: Tensor,
  { y, weights }: Targets,
): Tensor {
  return tf.mul(weights, lossOf(tf, loss, predictions, y));
}

function lossOf(tf: TensorFlow, loss: LossConfig, f: Tensor, y: Tensor): Tensor {
  if (loss.kind === 'logistic') return tf.softplus(tf.neg(tf.mul(y, f)));
  const r = tf.sub(f, y);
  if (loss.kind === 'mse') return tf.square(r);
  // relu has the derivative 0 at 0. Clipping would turn a NaN into a number on some backends.
  const distance = tf.add(tf.relu(r), tf.relu(tf.neg(r)));
  if (loss.kind === 'l1') return distance;
  // r^2 / (2 t) within t, |r| - t / 2 beyond.
  const beyond = tf.relu(tf.sub(distance, loss.threshold));
  const within = tf.sub(distance, beyond);
  return tf.add(tf.mul(tf.square(within), 1 / (2 * loss.threshold)), beyond);
}
