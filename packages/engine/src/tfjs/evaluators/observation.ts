/** What the members of a cohort observe of their end tensors: all observations, or a batch of each. */
import type { Tensor } from '../tensorflow.ts';

/** Observations of each member by number, all equally many. */
export interface Selection {
  readonly numbers: readonly Int32Array[];
  /** How many of each member's count; the others repeat one of these, and have no gradient. */
  readonly counts: readonly number[];
}

export interface Observed {
  /** (C, n) of parameters (C, P), n observations of every member. */
  predictions(parameters: Tensor): Tensor;
  dispose(): void;
}

/** Those of samples are numbered on into the test set. */
export interface Observer {
  observe(selection: Selection): Observed;
  dispose(): void;
}
