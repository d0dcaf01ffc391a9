/** What executes a plan: parameters to values of the last join (forward), their gradients back to the parameters' (backward). */
import type { Address } from './arena.ts';
import type { MatrixBuffer } from './gemm.ts';

/** Where each parameter matrix and its gradient are. */
export interface ParameterBuffers {
  readonly values: readonly MatrixBuffer[];
  readonly gradients: readonly MatrixBuffer[];
}

export interface Evaluator {
  /** Number of values: the cells of a dense last join, else the entries. */
  readonly count: number;
  /** Result of `forward`. */
  readonly values: Address;
  /** Input of `backward`: d objective / d values. */
  readonly valueGradients: Address;
  forward(): void;
  backward(): void;
}
