/** TensorFlow.js as the engine sees it: whichever package brings it. */
import type * as core from '@tensorflow/tfjs-core';

/** Its packages are CommonJS, whose exports are all in `default`. */
export type TensorFlow = (typeof core)['default'];
export type Tensor = core.Tensor;

/** TensorFlow.js on one of its backends. A thread has one of each. */
export interface Backend {
  readonly tf: TensorFlow;
  /**
   * Computes on this backend what happens before anything is awaited; the thread's other backends keep their own tensors.
   * Tensors that the computation makes are released, but for those that it keeps with `tf.keep`.
   */
  compute<Result>(of: () => Result): Result;
  readonly products: ProductTraits;
}

/** What is peculiar to a backend's products of matrices. */
export interface ProductTraits {
  /** Whether a batched product of large matrices is much slower than the products one by one, and sums in another order. */
  readonly hasSlowBatches: boolean;
  /** A product of at most so many multiplications is summed in another order where it is the only one of its batch. */
  readonly mostOutOfOrder: number;
}
