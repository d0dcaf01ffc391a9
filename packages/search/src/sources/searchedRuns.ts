/** What the source of searches asks of a part, whatever its runs follow from. */
import type { Cell } from '@ranksweep/kinds';
import type { PlannedRun } from '@ranksweep/sweep';
import type { Stand } from './runsOnDemand.ts';

export interface TrialRun {
  /** The trial's number. */
  readonly number: number;
  readonly cell: Cell;
  readonly seed: number;
}

/** Runs of a trial that are to go on: up to an iteration, or to their end. */
export interface Wanted {
  readonly number: number;
  readonly cell: Cell;
  readonly seeds: readonly number[];
  readonly upTo: number;
}

export interface SearchedRuns {
  /** The part's. */
  readonly name: string;
  /** Whether nothing more will be asked for, and every result is known. */
  readonly isOver: boolean;
  /** Up to where a trial's runs are wanted at first; Infinity: to their end. */
  readonly firstRung: number;
  /**
   * Runs of the trials that can be suggested now, which are wanted up to `firstRung`.
   * @param mostRuns so many, or a few more: a trial's runs stay together
   */
  ask(mostRuns: number): TrialRun[];
  /** To be called after `ask` has answered with nothing, see `Suggestions`. */
  more?(): Promise<void> | undefined;
  /** Whether a run has recorded what trials need of it at an iteration. */
  isRecorded(run: PlannedRun, iteration: number): boolean;
  /**
   * A run has come as far as its trial wanted it to.
   * @returns runs that go on therefore, of this trial and of others
   * @throws InputError if it lacks what the search is after
   */
  tell(run: Pick<TrialRun, 'number' | 'seed'>, stand: Stand): Wanted[];
  /**
   * A search may have fewer trials than it could. Call it when nothing more is suggested.
   * @returns runs that go on therefore
   */
  limit(): Wanted[];
  /** Notes what is new of trials. */
  flush(): void;
  /** Nothing is asked or told any more. */
  close?(): void;
}
