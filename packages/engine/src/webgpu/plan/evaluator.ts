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
  readonly backward: readonly Instruction[];
}
