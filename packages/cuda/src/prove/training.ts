/** A small training, with which builds are tried: gradient descent on a least-squares problem, in float32. */
import type { Tensorflow } from '../binding/loadTensorflow.ts';

interface Tensor {
  dataSync(): Float32Array;
  square(): Tensor;
  mean(): Tensor;
  sub(other: Tensor): Tensor;
  mul(factor: number): Tensor;
}

/** What is used of TensorFlow.js. */
export interface TrainingTensorflow extends Tensorflow {
  tensor(values: Float32Array, shape: readonly number[]): Tensor;
  eye(size: number): Tensor;
  matMul(a: Tensor, b: Tensor): Tensor;
  grad(f: (x: Tensor) => Tensor): (x: Tensor) => Tensor;
  tidy<Result>(f: () => Result): Result;
}

const SIZE = 64;
const STEPS = 20;
const LEARNING_RATE = 5;

/** Numbers in [-1, 1) that use all 24 bits of float32's mantissa and are the same everywhere. */
function numbers(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.fround(state / 2 ** 31 - 1);
  });
}

/** @returns the loss before each step; they fall where gradients are right */
export function trainingLosses(tf: TrainingTensorflow): number[] {
  return tf.tidy(() => {
    const [a, b] = [1, 2].map((seed) => tf.tensor(numbers(SIZE * SIZE, seed), [SIZE, SIZE])) as [
      Tensor,
      Tensor,
    ];
    const loss = (x: Tensor): Tensor => tf.matMul(a, x).sub(b).square().mean();
    const gradient = tf.grad(loss);
    let x = tf.tensor(new Float32Array(SIZE * SIZE), [SIZE, SIZE]);
    return Array.from({ length: STEPS }, () => {
      const value = loss(x).dataSync()[0]!;
      x = x.sub(gradient(x).mul(LEARNING_RATE));
      return value;
    });
  });
}

/**
 * Whether a product by the identity gives each number back to the last bit, as float32 does in any order of summation. A GPU that rounds
 * factors to TF32 fails here.
 */
export function hasExactProduct(tf: TrainingTensorflow): boolean {
  const values = numbers(SIZE * SIZE, 3);
  const product = tf.tidy(() => tf.matMul(tf.tensor(values, [SIZE, SIZE]), tf.eye(SIZE)).dataSync());
  return values.every((value, i) => product[i] === value);
}
