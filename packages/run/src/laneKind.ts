/** What a kind of run does in a lane. Everything that drives runs, and all that they record, goes through this. */
import type { RunConfig, Series, StopReason, TrajectoryChunk, TrajectoryEvent } from '@ranksweep/core';

export interface LaneOptions {
  /** Name of the engine that computes, where the kind has a choice. */
  readonly engine: string;
  /** Id of the device; undefined: the engine's first. */
  readonly device: string | undefined;
}

export interface LaneKind<Config extends RunConfig = RunConfig> {
  /**
   * A trainer for runs like this one, its slots empty.
   * @param slots wanted; it may have fewer
   * @throws InputError when the run cannot be computed here
   */
  trainer(config: Config, slots: number): Promise<Trainer<Config>>;
  /** Why runs like this one cannot be computed here; undefined: they can. Default: that is not known beforehand. */
  refusal?(config: Config): Promise<string | undefined>;
  /**
   * What there is to see of a run that goes on.
   * @param series all that it has recorded, from iteration 0 on, in the order of a snapshot
   */
  eventsSoFar(config: Config, series: readonly Series[]): readonly TrajectoryEvent[];
  /**
   * What follows from the whole trajectory of a run that has ended.
   * @param series as above
   * @param atEnd what was measured at the end only: one value a metric
   */
  conclude(
    config: Config,
    series: readonly Series[],
    atEnd: TrajectoryChunk | undefined,
    reason: StopReason,
  ): Conclusions;
}

export interface Conclusions {
  readonly events: readonly TrajectoryEvent[];
  /** Metrics derived from the whole trajectory: each takes the place of what the run has of it. */
  readonly derived: readonly Series[];
  /** Last value of each metric that the run has. */
  readonly finals: ReadonlyMap<string, number>;
}

/**
 * Computes a cohort: runs that go on together, each in a slot of its own. They enter and leave one by one, and each has the bits
 * that it has alone. Calls come one at a time; nothing may be called after `dispose`.
 */
export interface Trainer<Config extends RunConfig = RunConfig> {
  /** The most runs at a time: slots are 0, ..., slots - 1. */
  readonly slots: number;
  /** Whether it can take the run beside those it was made for; also true of a run that cannot be computed: `load` says why. */
  fits(config: Config): Promise<boolean>;
  /**
   * Puts a run into a slot that is empty.
   * @param state of `state`, to go on from; undefined starts at iteration 0
   * @throws RangeError when the state cannot be read or is not of such a run; InputError when the run cannot be computed
   */
  load(slot: number, config: Config, state: Uint8Array | undefined): Promise<Loaded>;
  /** Empties a slot. */
  unload(slot: number): Promise<void>;
  /** Applies so many iterations to every run. */
  advance(iterations: number): Promise<void>;
  /** The runs as they stand, in the order of the requests, each slot at most once. */
  measure(requests: readonly MeasureRequest[]): Promise<readonly Measurement[]>;
  /** Complete: loading it and going on gives the same bits as never having stopped. */
  state(slot: number): Promise<Uint8Array>;
  dispose(): void;
}

export interface Loaded {
  /** Where the run stands. */
  readonly iteration: number;
  /** Names of what `values` asks for. */
  readonly metrics: readonly string[];
  /** Names of what `atEnd` asks for; empty for most runs. */
  readonly atEnd: readonly string[];
}

export interface MeasureRequest {
  readonly slot: number;
  readonly wanted: 'loss' | 'values' | 'atEnd';
}

export interface Measurement {
  /** What the run minimizes. */
  readonly loss: number;
  /** What `stop.lossBelow` is compared with. */
  readonly checkedLoss: number;
  /** Of the metrics that were asked for, in their order; the caller may keep it. */
  readonly values: Float64Array;
}

/** The kind that a run is of, prepared for a lane: the same object for all runs of a kind. */
export type LaneKindOf = (config: RunConfig) => Promise<LaneKind>;
