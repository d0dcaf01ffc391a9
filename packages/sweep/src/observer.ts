/** What a sweep reports while it runs, for progress displays. */
import type { StopReason } from '@ranksweep/core';
import type { NewTrial, SweepProgress } from '@ranksweep/store';
import type { PhaseObserver } from './phase.ts';

export interface PlannedRun {
  readonly runId: number;
  /** Short, and its own among the sweep's runs; see `runNamer`. */
  readonly name: string;
  readonly part: string;
  /** Axis values of the run's cell, by configuration path. */
  readonly cell: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly maxIterations: number;
  /** Undefined where every iteration is an epoch, or the run has none. */
  readonly iterationsPerEpoch?: number | undefined;
}

/** A run whose stored configuration is damaged. */
export interface DamagedRun {
  readonly run: PlannedRun;
  readonly damage: string;
}

export interface SweepPlan {
  readonly sweepId: number;
  /** Runs that are already in the store and are not run again. */
  readonly reused: readonly PlannedRun[];
  readonly toRun: readonly PlannedRun[];
  /** Runs among `toRun` that are computed again because their stored data are damaged. */
  readonly damaged: readonly DamagedRun[];
  readonly lanes: number;
  /**
   * The sweep's progress, as the database has it. Undefined if it cannot be read; the next write then reports the error.
   * @param nowMs milliseconds since 1970
   */
  readonly progressAt: (nowMs: number) => SweepProgress | undefined;
}

export type RunOutcome =
  | {
      readonly status: 'done' | 'diverged';
      readonly reason: StopReason;
      readonly iterations: number;
      readonly wallMs: number;
    }
  | { readonly status: 'failed'; readonly message: string }
  /** The run stopped where it was, to be resumed later. */
  | { readonly status: 'interrupted'; readonly iterations: number }
  /** The same, but because the run's source wants no more of it for now. */
  | { readonly status: 'paused'; readonly iterations: number }
  /** Somebody cancelled or deleted the run. */
  | { readonly status: 'cancelled' }
  /** A rule for one of the sweep's axes leaves the run out, see `SkipRule`. */
  | { readonly status: 'skipped'; readonly reason: string }
  /** Another process still has the run. */
  | { readonly status: 'held-elsewhere' };

export interface SweepObserver {
  /** Before everything else: reports what planning does, see `PhaseObserver`. */
  phase?: PhaseObserver;
  planned?(plan: SweepPlan): void;
  /** Trials of a part's search have begun or ended, and are in the database. */
  tried?(part: string, trials: readonly NewTrial[]): void;
  /** A source has added runs to the sweep, which will be computed. */
  added?(runs: readonly PlannedRun[]): void;
  started?(run: PlannedRun, lane: string): void;
  /** `loss` is the objective at `iteration`. */
  progressed?(run: PlannedRun, iteration: number, loss: number): void;
  ended?(run: PlannedRun, outcome: RunOutcome): void;
  /** The lane that had the run died, and the run will be tried again. */
  laneDied?(run: PlannedRun, message: string): void;
  /** The run has failed, and will be tried again. */
  triedAgain?(run: PlannedRun, message: string): void;
  /** The lane died again and again before it had begun a run. Others compute its runs, as far as they can. */
  laneGivenUp?(lane: string, message: string): void;
  /**
   * The run's data were damaged or unreadable, so some or all of it is computed again. Called before the run starts, or starts
   * again.
   */
  setBack?(run: PlannedRun, message: string): void;
  /** Something has gone wrong that costs the run none of its points. */
  warned?(run: PlannedRun, message: string): void;
  /** Only these runs are left, and other processes have them. Called repeatedly. */
  heldElsewhere?(runs: readonly PlannedRun[]): void;
  /** Another program has locked the database and lanes wait, or it no longer has. */
  databaseLocked?(isLocked: boolean): void;
}
