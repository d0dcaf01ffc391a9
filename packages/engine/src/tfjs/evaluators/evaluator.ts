/** Maps the parameters of a cohort to values of its end tensors. Letters: C members, P parameters of each. */
import type { Tensor } from '../tensorflow.ts';

/** An evaluator of tensors: all that a plan evaluates. */
export interface Evaluator {
  /** (C, V) of parameters (C, P): a value per cell if the plan's last join is dense, otherwise one per entry. */
  values(parameters: Tensor): Tensor;
  dispose(): void;
}
