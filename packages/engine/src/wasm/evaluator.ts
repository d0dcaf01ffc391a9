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
  /** At most once after each `forward`, of whose results it may make use as working memory; `values` stay. */
  backward(): void;
}

/** An evaluator of samples. It has the values of those that are selected: `count` of them, in the order of the selection. */
export interface SampleEvaluator extends Evaluator {
  /**
   * The samples, by number, that `forward` and `backward` evaluate from now on; at first as many as can be, from sample 0 on.
   * @throws RangeError for more than the plan's `batchSize`
   */
  select(samples: Int32Array): void;
}
