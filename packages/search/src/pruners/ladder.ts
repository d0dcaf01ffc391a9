/** Trials on the rungs of a search: which have come how far, with what, and which of them go on. */

export interface Decision {
  readonly number: number;
  /** The rung that the trial stands on, from 0. */
  readonly rung: number;
  readonly loss: number;
  /** Where it is false, the trial is pruned. One that was may go on after all, which is another decision. */
  readonly goesOn: boolean;
}

/** What is decided depends on the losses by trial and rung alone, not on the order in which they are told. */
export interface Ladder {
  /** There will be no more trials than these. */
  limit(trials: number): void;
  /** The trial has come to its next rung. */
  reached(number: number, loss: number): void;
  /** The trial has ended, which counts at rungs that it did not come to. @param loss Infinity if it has failed */
  ended(number: number, loss: number): void;
  /** What can be decided now. Each decision is told once. */
  decide(): Decision[];
}
