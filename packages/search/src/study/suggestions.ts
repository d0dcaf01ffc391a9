/** What a part asks for trials, wherever these are suggested. */
import type { Cell } from '@ranksweep/kinds';

/** A trial that is to be computed, with every seed. */
export interface AskedTrial {
  readonly number: number;
  readonly cell: Cell;
}

export interface Suggestions {
  /**
   * The next trial that is there; undefined while none is, and after the last.
   * @throws InputError if no point is found that meets the constraints
   */
  ask(): AskedTrial | undefined;
  /**
   * What came of a trial. Of one that was pruned, and then went on, the first counts: suggestions may know of it.
   * @param loss to be minimized; Infinity if it has diverged or failed
   */
  tell(number: number, loss: number): void;
  /** How many trials there are, once the last was asked for; undefined before. */
  readonly trials: number | undefined;
  /** Whether every trial was asked for, and has a result. */
  readonly isOver: boolean;
  /** To be called after `ask` has answered undefined: resolves when it should be asked again. Undefined if only results can bring more. */
  more?(): Promise<void> | undefined;
  /** Nothing is asked or told any more. */
  close?(): void;
}
