/** What a kind of run does in a lane. Everything that drives or records runs uses this interface. */
import type { RunConfig, Series, StopReason, TrajectoryChunk, TrajectoryEvent } from '@ranksweep/core';

/** The device of a lane, as its engine tells it. */
export interface LaneDevice {
  readonly id: string;
  readonly name: string;
  readonly kind: 'cpu' | 'gpu';
  readonly memoryBytes: number;
  /** What a process's environment must hold so that it sees this device alone. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface LaneOptions {
  /** Name of the lane's engine. */
  readonly engine: string;
  readonly device: LaneDevice;
}

/** What computes a kind's runs in a lane. */
export interface KindEngine {
  /** The name that attempts are stored with. */
  readonly name: string;
  /** Identifies the bits that it produces. A run is known by its trajectory hash and its arithmetic. */
  readonly arithmetic: string;
  /** The precision in which it keeps its numbers. Default: one that holds the numbers of every configuration. */
  readonly precision?: 'float32' | 'float64' | undefined;
}

/** Most kinds compute with a trainer, which the lane drives. Those whose points come by themselves, as of another program, stream them. */
export type LaneKind<Config extends RunConfig = RunConfig> = TrainerKind<Config> | StreamKind<Config>;

interface AnyLaneKind<Config extends RunConfig> {
  /**
   * Explains why runs like this one cannot be computed here; undefined means that they can. By default this is not known in
   * advance.
   */
  refusal?(config: Config): Promise<string | undefined>;
}

/** A kind whose runs advance as far as the lane says. */
export interface TrainerKind<Config extends RunConfig = RunConfig> extends AnyLaneKind<Config> {
  /**
   * Creates a trainer for runs like this one, with empty slots.
   * @param slots the number wanted; the trainer may have fewer
   * @throws InputError if the run cannot be computed here
   */
  trainer(config: Config, slots: number): Promise<Trainer<Config>>;
  /**
   * The events found so far in a run that is still in progress.
   * @param series everything recorded since iteration 0, in the order of a snapshot
   */
  eventsSoFar(config: Config, series: readonly Series[]): readonly TrajectoryEvent[];
  /**
   * The results that follow from the whole trajectory of a run that has ended.
   * @param series as above
   * @param atEnd metrics that are measured only at the end, one value each
   */
  conclude(
    config: Config,
    series: readonly Series[],
    atEnd: TrajectoryChunk | undefined,
    reason: StopReason,
  ): Conclusions;
}

/** A kind whose runs advance by themselves and report what they find. A lane computes one such run at a time. */
export interface StreamKind<Config extends RunConfig = RunConfig> extends AnyLaneKind<Config> {
  /** The metric that the run minimizes: a run whose loss is no number has diverged. Undefined if nobody knows. */
  lossOf?(config: Config): string | undefined;
  /**
   * Computes a run to its end, or until it is asked to stop. When this settles, nothing of the run is left at work.
   * @throws RangeError, before anything is reported, if the run cannot go on from its state; FailedRunError, or any other error, if
   *   the run fails
   */
  stream(run: StreamedRun<Config>): Promise<StreamEnd>;
}

/** Whether a run came to its end by itself, or stopped because it was asked to. */
export type StreamEnd = 'ended' | 'stopped';

/** A run that streams, as its kind sees it. */
export interface StreamedRun<Config extends RunConfig = RunConfig> {
  readonly config: Config;
  /** What its sweep calls it. Default: nothing. */
  readonly name?: string | undefined;
  /** The number of the attempt, from 1. */
  readonly attempt: number;
  /** A folder of the run's own, which outlives attempts. It may not exist yet. */
  readonly folder: string;
  /** What a process's environment must hold so that it sees what the run has of the machine. Default: nothing. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** What an earlier attempt has saved, to go on from; undefined begins the run. */
  readonly saved: { readonly iteration: number; readonly state: string } | undefined;
  /** Aborted when the run is to stop, for whatever reason. What is reported until `stream` settles still counts. */
  readonly signal: AbortSignal;
  /**
   * Reports metrics at an iteration. Several reports of one iteration make one snapshot, and later values win. What belongs to
   * iterations up to the last saved one is passed over.
   * @returns whether more may be reported at once; if not, wait for `room`
   */
  report(iteration: number, values: Readonly<Record<string, number>>): boolean;
  /** Resolves once more may be reported. */
  room(): Promise<void>;
  /** Says that the run can go on from an iteration, with everything that was reported up to there. */
  save(iteration: number, state: string): void;
  /** Tells the user of something that has gone wrong, and that costs the run none of its points. */
  warn(message: string): void;
}

/** A run that has failed and may be tried again. */
export class FailedRunError extends Error {
  override readonly name = 'FailedRunError';
  /** How often it may be tried again, in all. */
  readonly retries: number;
  constructor(message: string, retries: number) {
    super(message);
    this.retries = retries;
  }
}

export interface Conclusions {
  readonly events: readonly TrajectoryEvent[];
  /** Metrics derived from the whole trajectory. Each replaces what the run has stored of it. */
  readonly derived: readonly Series[];
  /** The last value of each metric that the run has. */
  readonly finals: ReadonlyMap<string, number>;
}

/**
 * Computes a cohort: runs that advance together, each in its own slot. Runs enter and leave one at a time, and each produces the
 * same bits as it would alone. Calls must not overlap, and nothing may be called after `dispose`.
 */
export interface Trainer<Config extends RunConfig = RunConfig> {
  /** The most runs at a time. Slots are numbered 0, ..., slots - 1. */
  readonly slots: number;
  /**
   * Whether the run can join those that the trainer was made for. Also true for a run that cannot be computed; `load` then says
   * why.
   */
  fits(config: Config): Promise<boolean>;
  /**
   * Puts a run into an empty slot.
   * @param state a result of `state`, to resume from; undefined starts at iteration 0
   * @throws RangeError if the state cannot be read or belongs to a different run; InputError if the run cannot be computed
   */
  load(slot: number, config: Config, state: Uint8Array | undefined): Promise<Loaded>;
  /** Empties a slot. */
  unload(slot: number): Promise<void>;
  /** Applies this many iterations to every run. */
  advance(iterations: number): Promise<void>;
  /** Measures the runs where they stand, in the order of the requests. Each slot may appear at most once. */
  measure(requests: readonly MeasureRequest[]): Promise<readonly Measurement[]>;
  /** The complete state of a run. Loading it and continuing gives the same bits as never having stopped. */
  state(slot: number): Promise<Uint8Array>;
  dispose(): void;
}

export interface Loaded {
  /** The iteration that the run has reached. */
  readonly iteration: number;
  /** Names of the metrics that `values` should contain. */
  readonly metrics: readonly string[];
  /** Names of the metrics that `atEnd` should contain; empty for most runs. */
  readonly atEnd: readonly string[];
}

export interface MeasureRequest {
  readonly slot: number;
  readonly wanted: 'loss' | 'values' | 'atEnd';
}

export interface Measurement {
  /** The objective that the run minimizes. */
  readonly loss: number;
  /** The loss that `stop.lossBelow` is compared with. */
  readonly checkedLoss: number;
  /** The requested metrics, in the order of the request. The caller may keep the array. */
  readonly values: Float64Array;
}

/** The kind of a run, prepared for a lane. All runs of a kind share one object. */
export type LaneKindOf = (config: RunConfig) => Promise<LaneKind>;
