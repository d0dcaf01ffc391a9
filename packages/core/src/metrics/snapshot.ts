/** What a metric may look at: the state of a run at one iteration. */
import type { Network } from '../factorization/network.ts';

export interface Snapshot {
  readonly network: Network;
  /** Row-major matrices in the order of `network.parameters`. */
  readonly parameters: readonly ArrayLike<number>[];
  /** W_e, row-major; computed when first asked for. */
  readonly endTensor: () => ArrayLike<number>;
  /** W*, row-major. */
  readonly target: ArrayLike<number>;
  /** The objective, and the mean square of the residuals. */
  readonly losses: { readonly objective: number; readonly mse: number };
}
