/**
 * A plan as instructions. `forward` maps parameters to the values of the last join; `backward` maps their gradients to the
 * parameters' gradients.
 */
import type { Instruction } from '../instruction.ts';
import type { MatrixField } from '../layout.ts';
import type { Field } from '../operation.ts';

/** Where each parameter matrix and its gradient are. */
export interface ParameterFields {
  readonly values: readonly MatrixField[];
  readonly gradients: readonly MatrixField[];
}

export interface Evaluator {
  /** One per cell if the last join is dense, otherwise one per entry. */
  readonly values: Field;
  /** d objective / d values. Backward reads all of them. */
  readonly valueGradients: Field;
  readonly forward: readonly Instruction[];
  /** The same for what an iteration takes, if that is less: no test set, or only the batch. */
  readonly forwardOfIteration?: readonly Instruction[];
  readonly backward: readonly Instruction[];
}
