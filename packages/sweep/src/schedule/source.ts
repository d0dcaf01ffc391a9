/**
 * Where runs come from. A source is asked whenever a lane is free, and is told how the runs go. It can therefore decide by the
 * results so far.
 */
import type { RunConfig } from '@ranksweep/core';
import type { Cell } from '@ranksweep/kinds';
import type { ExpandedSweep } from '../definition/expand.ts';
import type { PlannedRun, RunOutcome } from '../observer.ts';

/** A run of the sweep that has to be computed. */
export interface Job {
  readonly run: PlannedRun;
  readonly config: RunConfig;
  /** See `costOf`. */
  readonly cost: number;
  /** How many lanes died under the run. */
  readonly deaths: number;
  /** The iteration at which the run pauses until it is handed out again. Default: it continues to its end. */
  readonly pauseAt?: number;
}

/** Calls must not overlap. A source decides the order of runs and where they pause, but no bit of a run depends on it. */
export interface RunSource {
  /**
   * Returns runs for one lane, which computes them together or one after another. If other lanes are free too, a few runs are
   * better. `wait` means that there are none before more has been told; `end` means that there will be none.
   * @param mostRuns the most runs that the lane takes
   */
  next(mostRuns: number): Turn | Promise<Turn>;
  /** Told about progress. Returning `pause` stops the run soon. Its outcome is then `paused`, and it may be handed out again. */
  tell(report: Report): 'go on' | 'pause';
}

export type Turn = readonly Job[] | 'wait' | 'end';

export type Report = ProgressReport | OutcomeReport;

/** The latest snapshot of a run in progress. */
export interface ProgressReport {
  readonly kind: 'progress';
  readonly run: PlannedRun;
  readonly iteration: number;
  /** The objective. */
  readonly loss: number;
  /** Values by metric. */
  readonly values: () => ReadonlyMap<string, number>;
}

/** A run has ended or stopped, and its results are in the store. */
export interface OutcomeReport {
  readonly kind: 'outcome';
  readonly run: PlannedRun;
  readonly outcome: RunOutcome;
  /** The last value of each metric, if the run has ended. */
  readonly values: () => ReadonlyMap<string, number>;
}

/** A cell of a part with a seed. It may lie outside the part's grid. */
export interface NewRun {
  readonly part: string;
  /** Values by path. They replace those of the part's base. */
  readonly cell: Cell;
  readonly seed: number;
}

export interface Registered {
  /** Runs that still have to be computed, in the order of the sweep. */
  readonly jobs: readonly Job[];
  /** Runs that have already ended. The source is not told about them; see `resultOf`. */
  readonly ended: readonly PlannedRun[];
}

/** What a source works with: the sweep's own runs to begin with, and a way to add others. */
export interface SourceOptions extends Registered {
  readonly sweep: ExpandedSweep;
  /** Number of lanes. */
  readonly lanes: number;
  /** Set if lanes advance runs together. Equal for runs that may advance together. */
  readonly likenessOf?: ((config: RunConfig) => string) | undefined;
  /**
   * Adds runs to the sweep. The store may already have some of them, from this sweep or another.
   * @throws InputError if a configuration is not valid
   */
  readonly register: (runs: readonly NewRun[]) => Promise<Registered>;
  /** What the source would have been told about a run that has already ended. */
  readonly resultOf: (run: PlannedRun) => OutcomeReport;
}

export type SourceFactory = (options: SourceOptions) => RunSource;
