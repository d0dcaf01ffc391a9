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
 * dx = gamma G(dy). For a direction u in its space, S = <u, dx> = n gamma r k with
 *   k = mean(u dy) - mean(u) mean(dy) - a(u) a(dy),
 * and its gradients are, since dr / dx = -r^2 x^ / n and since a cotangent w of x^ is one of G(w) of x,
 *   with respect to x      -gamma r^2 k x^ + gamma G(-r (a(dy) u + a(u) dy))
 *                    gamma  n r k
 *                    dy     gamma G(u).
 */
function normalizationInput(
  x: Variable,
  gamma: Variable,
  dy: Variable,
  of: Normalized,
  gradient: NormalizedGradient,
): Variable {
  const { tf } = x.on;
  const n = x.tensor.size / x.shape[3]!;
  return new Variable(x.on, gradient.dx, [x, gamma, dy], (u) => {
    const ofU = once(() => x.on.normalizeGradient(x.tensor, gamma.tensor, u.tensor, of));
    const terms = once(() => {
      const r = tf.rsqrt(tf.add(tf.mul(of.variance, (n - 1) / n), EPSILON));
      const means = tf.mul(ofU().dBeta, tf.div(gradient.dBeta, n * n));
      const along = tf.mul(ofU().dGamma, tf.div(gradient.dGamma, n * n));
      const k = tf.sub(tf.sub(tf.mean(tf.mul(u.tensor, dy.tensor), [0, 1, 2]), means), along);
      return { r, rk: tf.mul(r, k) };
    });
    return [
      () => last(x, ofInput(x, gamma, dy, u), [x, gamma, dy, u]),
      () => last(x, tf.mul(terms().rk, n), [x, dy, u]),
      () => last(x, ofU().dx, [x, gamma, u]),
    ];

    function ofInput(..._: unknown[]): Tensor {
      const { r, rk } = terms();
      const perNumber = tf.div(r, -n);
      const w = tf.add(
        tf.mul(u.tensor, tf.mul(perNumber, gradient.dGamma)),
        tf.mul(dy.tensor, tf.mul(perNumber, ofU().dGamma)),
      );
      // gamma r k x^ is what normalization by the same statistics makes of x with a scale of gamma r k.
      const alongX = tf.mul(tf.sub(x.tensor, of.mean), tf.mul(gamma.tensor, tf.mul(tf.square(r), rk)));
      return tf.sub(x.on.normalizeGradient(x.tensor, gamma.tensor, w, of).dx, alongX);
    }
  });
}

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
