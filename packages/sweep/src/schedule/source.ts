/**
 * Where runs come from. A source is asked whenever a lane is free, and is told how the runs go. It can therefore decide by the
 * results so far.
 */
import type { EngineName } from '@ranksweep/engine';
import type { SkipRule } from '@ranksweep/kinds';
import type { NewTrial } from '@ranksweep/store';
import type { ExpandedSweep } from '../definition/expand.ts';
import type { PlannedRun, RunOutcome } from '../observer.ts';
import type { Job, NewRun } from '../plan/job.ts';

/** In the unit of `Job.cost`. */
export interface BatchWork {
  /** Handing out less takes as long as computing it. */
  readonly least: number;
  /** Of several runs: one may have more. */
  readonly most: number;
}

/** A lane that asks for runs. */
export interface AskingLane {
  readonly engine: EngineName;
  /** Whether the lane advances runs together. */
  readonly isTogether: boolean;
  /** How many lanes its engine has. */
  readonly lanesOfEngine: number;
  /** Whether as much is left of the machine as the run needs. */
  fits(job: Job): boolean;
  /** The work of a batch that begins with this run, if the lane computes runs in turn. */
  batchWork(job: Job): BatchWork;
  /** Whether it has computed runs of which nothing has been told yet: their outcomes are being written. */
  hasUntold(): boolean;
  /** Whether an engine still has lanes: those that die again and again are given up. */
  hasLanes(engine: EngineName): boolean;
  /** The engine that the run is meant for, of those that still have lanes; undefined if none has. */
  engineFor(job: Job): EngineName | undefined;
  /**
   * Whether the sweep ends earlier if this lane takes a run that is meant for the lanes of another engine, as far as can be told from
   * the speeds so far.
   */
  helpsWith(job: Job): boolean;
}

/** Calls must not overlap. A source decides the order of runs and where they pause, but no bit of a run depends on it. */
export interface RunSource {
  /**
   * Returns runs for one lane, which computes them together or one after another. If other lanes are free too, a few runs are
   * better. `wait` means that there are none before more has been told; `end` means that there will be none; `Coming`, that there
   * will be more without anything being told. Runs that the lane cannot take are kept for others.
   * @param mostRuns the most runs that the lane takes
   */
  next(mostRuns: number, lane: AskingLane): Turn | Promise<Turn>;
  /** Told about progress. Returning `pause` stops the run soon. Its outcome is then `paused`, and it may be handed out again. */
  tell(report: Report): 'go on' | 'pause';
  /** Called once nothing is asked or told any more, however the sweep went. */
  close?(): void;
}

export type Turn = readonly Job[] | 'wait' | 'end' | Coming;

/** Runs that the source is working out. */
export interface Coming {
  /** Resolves when it should be asked again. */
  readonly coming: Promise<void>;
}

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

/** A run that is left out because of another. */
export interface SkippedJob {
  readonly job: Job;
  readonly because: PlannedRun;
  readonly axis: string;
  readonly rule: SkipRule;
  /** A sentence without a full stop. */
  readonly reason: string;
}

export interface Registered {
  /** Runs that still have to be computed, in the order of the sweep. */
  readonly jobs: readonly Job[];
  /** Runs that have already ended. The source is not told about them; see `resultOf`. */
  readonly ended: readonly PlannedRun[];
}

export interface Added extends Registered {
  /**
   * Of each run that was asked for, in that order: one of the jobs, one that has ended, or one that the source has been given before
   * and will be told of.
   */
  readonly runs: readonly PlannedRun[];
}

/** What a source works with: the sweep's own runs to begin with, and a way to add others. */
export interface SourceOptions extends Registered {
  readonly sweep: ExpandedSweep;
  /** Number of lanes. */
  readonly lanes: number;
  /** Whether an engine has lanes that advance runs together. */
  readonly isTogether: (engine: EngineName) => boolean;
  /**
   * Adds runs to the sweep. The store may already have some of them, from this sweep or another.
   * @throws InputError if a configuration is not valid
   */
  readonly register: (runs: readonly NewRun[]) => Promise<Added>;
  /** Notes trials of a part's search, in place of what was noted of them before. */
  readonly recordTrials: (part: string, trials: readonly NewTrial[]) => void;
  /** Whether somebody has ended the sweep meanwhile, such as by cancelling it. A source then asks for nothing more. */
  readonly isCalledOff: () => boolean;
  /** Leaves runs out that no lane has. The source is told of each that its outcome is `skipped`. */
  readonly skip: (jobs: readonly SkippedJob[]) => void;
  /** What the source would have been told about a run that has already ended. */
  readonly resultOf: (run: PlannedRun) => OutcomeReport;
  /** The value of a metric at the last snapshot of a run up to an iteration, as the store has it; undefined if there is none. */
  readonly valueAt: (run: PlannedRun, metric: string, iteration: number) => number | undefined;
}

export type SourceFactory = (options: SourceOptions) => RunSource;
