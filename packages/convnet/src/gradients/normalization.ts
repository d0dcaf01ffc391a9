/**
 * Batch normalization in training mode, with its first and second derivatives.
 *
 * By channel, over the n = B H W numbers of it: m = mean(x), v = mean((x - m)^2), r = 1 / sqrt(v + epsilon), x^ = r (x - m),
 * y = gamma x^ + beta. With a(u) = mean(u x^) and G(u) = r (u - mean(u) - x^ a(u)), which is symmetric in u,
 *   dx = gamma G(dy),  dGamma = n a(dy),  dBeta = n mean(dy).
 */
import type { Tensor } from '@ranksweep/engine/tfjs';
import { EPSILON, type Normalized, type NormalizedGradient } from '../primitives/primitives.ts';
import { scaled } from './elementwise.ts';
import { Variable } from './variable.ts';

/** Of one batch, by channel: (C). */
export interface BatchStatistics {
  readonly mean: Tensor;
  /** Unbiased. */
  readonly variance: Tensor;
}

/**
 * @param x (B, H, W, C), at least two numbers a channel
 * @param gamma (C)
 * @param beta (C)
 */
export function batchNormalization(
  x: Variable,
  gamma: Variable,
  beta: Variable,
): { readonly y: Variable; readonly statistics: BatchStatistics } {
  const of = x.on.normalize(x.tensor, gamma.tensor, beta.tensor);
  const y = new Variable(x.on, of.y, [x, gamma, beta], (dy) => {
    const gradient = once(() => x.on.normalizeGradient(x.tensor, gamma.tensor, dy.tensor, of));
    return [
      () => normalizationInput(x, gamma, dy, of, gradient()),
      () => last(x, gradient().dGamma, [x, dy]),
      () => last(x, gradient().dBeta, [dy]),
    ];
  });
  return { y, statistics: of };
}

/**
 * Batch normalization in evaluation mode, by statistics that do not depend on the batch. Differentiable in x alone.
 * @param x (B, H, W, C)
 */
export function fixedNormalization(
  x: Variable,
  gamma: Tensor,
  beta: Tensor,
  { mean, variance }: BatchStatistics,
): Variable {
  const { tf } = x.on;
  const factor = tf.mul(gamma, tf.rsqrt(tf.add(variance, EPSILON)));
  const y = tf.add(tf.mul(x.tensor, factor), tf.sub(beta, tf.mul(mean, factor)));
  return new Variable(x.on, y, [x], (dy) => [() => scaled(dy, factor)]);
}

/**
 * dx = gamma G(dy). For a direction u in its space, <u, dx> = n gamma r k with
 *   k = mean(u dy) - mean(u) mean(dy) - a(u) a(dy),
 * and its gradients are, since dr / dx = -r^2 x^ / n and since a gradient w with respect to x^ is G(w) with respect to x,
 *   with respect to x      gamma G(w) - gamma r^2 k x^,  w = -r (a(dy) u + a(u) dy)
 *                    gamma  n r k
 *                    dy     gamma G(u).
 */
function normalizationInput(
  x: Variable,
  gamma: Variable,
  dy: Variable,
  of: Normalized,
  ofDy: NormalizedGradient,
): Variable {
  const { tf } = x.on;
  const n = countOf(x);
  return new Variable(x.on, ofDy.dx, [x, gamma, dy], (u) => {
    const gradient = (direction: Tensor): NormalizedGradient =>
      x.on.normalizeGradient(x.tensor, gamma.tensor, direction, of);
    const ofU = once(() => gradient(u.tensor));
    const r = once(() => tf.rsqrt(tf.add(tf.mul(of.variance, (n - 1) / n), EPSILON)));
    const rk = once(() => {
      const product = tf.mean(tf.mul(u.tensor, dy.tensor), [0, 1, 2]);
      const ofMeans = tf.mul(ofU().dBeta, tf.div(ofDy.dBeta, n * n));
      const along = tf.mul(ofU().dGamma, tf.div(ofDy.dGamma, n * n));
      return tf.mul(r(), tf.sub(tf.sub(product, ofMeans), along));
    });
    const withRespectToX = (): Tensor => {
      const perNumber = tf.div(r(), -n);
      const ofDirections = tf.mul(u.tensor, tf.mul(perNumber, ofDy.dGamma));
      const w = tf.add(ofDirections, tf.mul(dy.tensor, tf.mul(perNumber, ofU().dGamma)));
      // r^2 k x^ = r^3 k (x - m)
      const alongX = tf.mul(tf.sub(x.tensor, of.mean), tf.mul(gamma.tensor, tf.mul(tf.square(r()), rk())));
      return tf.sub(gradient(w).dx, alongX);
    };
    return [
      () => last(x, withRespectToX(), [x, gamma, dy, u]),
      () => last(x, tf.mul(rk(), n), [x, dy, u]),
      () => last(x, ofU().dx, [x, gamma, u]),
    ];
  });
}

/** n: the numbers of a channel. */
const countOf = (x: Variable): number => x.tensor.size / x.shape[3]!;

/** A second derivative, of which there is no further one. */
function last(x: Variable, tensor: Tensor, inputs: readonly Variable[]): Variable {
  return new Variable(x.on, tensor, inputs, () => {
    throw new Error('batch normalization: expected derivatives up to the second, found a third');
  });
}

function once<Result>(compute: () => Result): () => Result {
  let result: { readonly value: Result } | undefined;
  return () => (result ??= { value: compute() }).value;
}
