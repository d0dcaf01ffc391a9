/** What a sweep tells while it goes on, for progress displays. */
import type { StopReason } from '@ranksweep/core';
import type { SweepProgress } from '@ranksweep/store';
import type { PhaseObserver } from './phase.ts';

export interface PlannedRun {
  readonly runId: number;
  readonly part: string;
  /** Axis values of the run's cell, by configuration path. */
  readonly cell: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly maxIterations: number;
}

/** A run whose stored configuration is damaged. */
export interface DamagedRun {
  readonly run: PlannedRun;
  readonly damage: string;
}

export interface SweepPlan {
  readonly sweepId: number;
  /** In the store already, not run again. */
  readonly reused: readonly PlannedRun[];
  readonly toRun: readonly PlannedRun[];
  /** Those of `toRun` that are computed anew since what is stored of them is damaged. */
  readonly damaged: readonly DamagedRun[];
  readonly lanes: number;
  /**
   * How far the sweep is, as the database has it; undefined when it cannot be read, which the next write then tells.
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
  /** Stopped where it was, to go on later. */
  | { readonly status: 'interrupted'; readonly iterations: number }
  /** The same, since whoever asked for it wants no more of it for now. */
  | { readonly status: 'paused'; readonly iterations: number }
  /** Somebody did not want it any more. */
  | { readonly status: 'cancelled' }
  /** Another process has it still. */
  | { readonly status: 'held-elsewhere' };

export interface SweepObserver {
  /** Before all others: what planning does, see `PhaseObserver`. */
  phase?: PhaseObserver;
  planned?(plan: SweepPlan): void;
  /** A source has added runs to the sweep, which are to be computed. */
  added?(runs: readonly PlannedRun[]): void;
  started?(run: PlannedRun, lane: string): void;
  /** `loss` is the objective at `iteration`. */
  progressed?(run: PlannedRun, iteration: number, loss: number): void;
  ended?(run: PlannedRun, outcome: RunOutcome): void;
  /** The lane that had it died, and it is to be tried again. */
  laneDied?(run: PlannedRun, message: string): void;
  /** What it had was damaged or cannot be read, which costs it the way back; told before it is started, or started again. */
  setBack?(run: PlannedRun, message: string): void;
  /** Nothing is left but these, which other processes have. Told again and again. */
  heldElsewhere?(runs: readonly PlannedRun[]): void;
  /** Another program has locked the database, and lanes wait; or it no longer has. */
  databaseLocked?(isLocked: boolean): void;
}
