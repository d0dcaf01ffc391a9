/** Where runs come from. A source is asked whenever a lane is free, and told how the runs go: so it can decide by what was found. */
import type { RunConfig } from '@ranksweep/core';
import type { Cell } from '@ranksweep/kinds';
import type { ExpandedSweep } from '../definition/expand.ts';
import type { PlannedRun, RunOutcome } from '../observer.ts';

/** A run of the sweep that is to be computed. */
export interface Job {
  readonly run: PlannedRun;
  readonly config: RunConfig;
  /** See `costOf`. */
  readonly cost: number;
  /** Lanes that died under it. */
  readonly deaths: number;
  /** The iteration at which it stops, to go on when it is handed out again. Default: it goes on to its end. */
  readonly pauseAt?: number;
}

/** Calls come one at a time. Whatever a source does to the order of runs and to where they pause, no bit of a run depends on it. */
export interface RunSource {
  /**
   * Runs for one lane, which computes them together or one after the other: where others are free too, a few are better. `wait`:
   * there are none before more has been told. `end`: there will be none any more.
   * @param mostRuns that the lane takes
   */
  next(mostRuns: number): Turn | Promise<Turn>;
  /** `pause` stops a run that goes on, soon; its outcome is then `paused`, and it may be handed out again. */
  tell(report: Report): 'go on' | 'pause';
}

export type Turn = readonly Job[] | 'wait' | 'end';

export type Report = ProgressReport | OutcomeReport;

/** A run has come to its latest snapshot. */
export interface ProgressReport {
  readonly kind: 'progress';
  readonly run: PlannedRun;
  readonly iteration: number;
  /** The objective. */
  readonly loss: number;
  /** By metric. */
  readonly values: () => ReadonlyMap<string, number>;
}

/** A run has ended, or it stopped; what is told is in the store. */
export interface OutcomeReport {
  readonly kind: 'outcome';
  readonly run: PlannedRun;
  readonly outcome: RunOutcome;
  /** The last value of each metric, where the run has ended. */
  readonly values: () => ReadonlyMap<string, number>;
}

/** A cell of a part with a seed, on the part's grid or not. */
export interface NewRun {
  readonly part: string;
  /** Values by path: they take the place of what the part's base has there. */
  readonly cell: Cell;
  readonly seed: number;
}

export interface Registered {
  /** Those that are still to be computed, in the order of the sweep. */
  readonly jobs: readonly Job[];
  /** Those that have ended already; they are not told by themselves, see `resultOf`. */
  readonly ended: readonly PlannedRun[];
}

/** What a source has to work with: the sweep's own runs to begin with, and a way to add others. */
export interface SourceOptions extends Registered {
  readonly sweep: ExpandedSweep;
  /** Lanes that there are. */
  readonly lanes: number;
  /** Where lanes advance runs together: equal for those that may go on together. */
  readonly likenessOf?: ((config: RunConfig) => string) | undefined;
  /**
   * Makes runs part of the sweep. The store may have some of them already, of this sweep or another.
   * @throws InputError when a configuration is not valid
   */
  readonly register: (runs: readonly NewRun[]) => Promise<Registered>;
  /** What would have been told of a run that has ended already. */
  readonly resultOf: (run: PlannedRun) => OutcomeReport;
}

export type SourceFactory = (options: SourceOptions) => RunSource;
