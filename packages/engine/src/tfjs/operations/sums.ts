/**
 * Sums by halves, whose rounding errors grow with the logarithm of the count. They have the same bits on every backend, and zeros
 * at the end do not change them.
 */
import type { Tensor, TensorFlow } from '../tensorflow.ts';

/** The sum along the first axis, which disappears. Its halves are contiguous, which the JavaScript backend needs to be quick. */
export function sumOf(tf: TensorFlow, x: Tensor): Tensor {
  const [count, ...shape] = x.shape as [number, ...number[]];
  const missing = powerOfTwoFrom(count) - count;
  let sum = missing === 0 ? x : tf.concat([x, tf.zeros([missing, ...shape])], 0);
  while (sum.shape[0]! > 1) {
    const [first, second] = tf.split(sum, 2, 0);
    sum = tf.add(first!, second!);
  }
  return tf.reshape(sum, shape);
}

/** The sums of the rows of a matrix, (rows). */
export const rowSums = (tf: TensorFlow, matrix: Tensor): Tensor => sumOf(tf, tf.transpose(matrix));

/** The smallest power of two that is not less. */
export const powerOfTwoFrom = (count: number): number => 2 ** Math.ceil(Math.log2(Math.max(count, 1)));
