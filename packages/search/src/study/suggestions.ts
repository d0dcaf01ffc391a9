/** What a part asks for trials, wherever these are suggested. See `Study`. */
import type { Cell } from '@ranksweep/kinds';

/** A trial that is to be computed, with every seed. */
export interface AskedTrial {
  readonly number: number;
  readonly cell: Cell;
}

export interface Suggestions {
  /** The next trial that is there. */
  ask(): AskedTrial | undefined;
  tell(number: number, loss: number): void;
  readonly trials: number | undefined;
  readonly isOver: boolean;
  /** Resolves when `ask` has more to say; undefined if that takes further results. */
  readonly coming?: Promise<void> | undefined;
  /** Nothing is asked any more. */
  close?(): void;
}
