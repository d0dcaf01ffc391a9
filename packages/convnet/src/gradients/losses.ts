/** What training makes small: numbers at the end of the graph, of which only a first derivative is taken. */
import type { Tensor } from '@ranksweep/engine/tfjs';
import { Variable } from './variable.ts';

/**
 * Binary cross entropy, the mean over a batch: softplus(z) - t z, which no logit overflows.
 * @param z logits (B)
 * @param t labels (B), 0 or 1
 */
export function binaryCrossEntropy(z: Variable, t: Tensor): Variable {
  const { tf } = z.on;
  // softplus(z) = max(z, 0) + log(1 + exp(-|z|))
  const softplus = tf.add(tf.relu(z.tensor), tf.log1p(tf.exp(tf.neg(tf.abs(z.tensor)))));
  const loss = tf.mean(tf.sub(softplus, tf.mul(t, z.tensor)));
  return new Variable(z.on, loss, [z], (dy) => [
    () => final(z, tf.mul(tf.sub(tf.sigmoid(z.tensor), t), tf.div(dy.tensor, z.tensor.size)), [z, dy]),
  ]);
}

/**
 * The mean over a batch of |cos(a, b)|. The cosine with a zero vector is 0, and has a gradient of zero.
 * @param a (B, N)
 * @param b (B, N)
 */
export function meanAbsoluteCosine(a: Variable, b: Variable): Variable {
  const { tf } = a.on;
  const [unitA, inverseA] = unitRows(a);
  const [unitB, inverseB] = unitRows(b);
  const cosine = tf.sum(tf.mul(unitA, unitB), 1, true);
  const B = a.shape[0]!;
  // d cos / da = (b / |b| - cos a / |a|) / |a|
  const gradient = (unit: Tensor, other: Tensor, inverse: Tensor, dy: Variable): Variable => {
    const sign = tf.mul(tf.sign(cosine), tf.mul(inverse, tf.div(dy.tensor, B)));
    return final(a, tf.mul(tf.sub(other, tf.mul(unit, cosine)), sign), [a, b, dy]);
  };
  return new Variable(a.on, tf.mean(tf.abs(cosine)), [a, b], (dy) => [
    () => gradient(unitA, unitB, inverseA, dy),
    () => gradient(unitB, unitA, inverseB, dy),
  ]);
}

/** The cosines of a batch of pairs: (B). The cosine with a zero vector is 0. */
export const cosines = (a: Variable, b: Variable): Tensor =>
  a.on.tf.sum(a.on.tf.mul(unitRows(a)[0], unitRows(b)[0]), 1);

/** Rows of smaller numbers count as zeros: their inverse may not be a number. */
const SMALLEST = 1e-37;

/** @returns each row a / |a|, and 1 / |a| as a column; both 0 for a row of zeros */
function unitRows({ on: { tf }, tensor }: Variable): [unit: Tensor, inverse: Tensor] {
  // Squares of numbers near 1 neither overflow nor vanish.
  const largest = tf.max(tf.abs(tensor), 1, true);
  const isZero = tf.cast(tf.less(largest, SMALLEST), 'float32');
  const near1 = tf.div(tensor, tf.add(largest, isZero));
  const norm = tf.add(tf.sqrt(tf.sum(tf.square(near1), 1, true)), isZero);
  return [tf.div(near1, norm), tf.div(tf.sub(1, isZero), tf.mul(norm, tf.add(largest, isZero)))];
}

/** @throws when a further derivative is asked for */
const final = (like: Variable, tensor: Tensor, inputs: readonly Variable[]): Variable =>
  new Variable(like.on, tensor, inputs, () => {
    throw new Error('losses: expected a first derivative, found a second');
  });

/** a + factor b, of numbers. */
export const plus = (a: Variable, b: Variable, factor: number): Variable =>
  new Variable(a.on, a.on.tf.add(a.tensor, a.on.tf.mul(b.tensor, factor)), [a, b], (dy) => [
    () => dy,
    () => new Variable(a.on, a.on.tf.mul(dy.tensor, factor), [dy], () => []),
  ]);
