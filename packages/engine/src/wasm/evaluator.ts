/**
 * Executes a plan. `forward` maps parameters to the values of the last join; `backward` maps their gradients to the parameters'
 * gradients.
 */
import type { Address } from './arena.ts';
import type { MatrixBuffer } from './gemm.ts';

/** Where each parameter matrix and its gradient are. */
export interface ParameterBuffers {
  readonly values: readonly MatrixBuffer[];
  readonly gradients: readonly MatrixBuffer[];
}

export interface Evaluator {
  /** Number of values: one per cell if the last join is dense, otherwise one per entry. */
  readonly count: number;
  /** Result of `forward`. */
  readonly values: Address;
  /** Input of `backward`: d objective / d values. */
  readonly valueGradients: Address;
  forward(): void;
  backward(): void;
}

/** Evaluates some samples at a time out of all that a plan covers. */
export interface SampleEvaluator extends Evaluator {
  /**
   * The samples that `forward` and `backward` evaluate from now on, by number, in this order. `count` tells how many they are,
   * and so many values are in use.
   * @param samples at most as many as the evaluator was made for
   */
  select(samples: Int32Array): void;
}
