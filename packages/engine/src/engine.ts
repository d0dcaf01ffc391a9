/**
 * The one contract of all engines: they advance runs and measure them. Engines live in one folder each and never import
 * each other; the suite in test/ holds every one of them against the float64 reference.
 */
import type { LossConfig, MetricSet, Network, OptimizerConfig, Workload } from '@ranksweep/core';
import type { RunState } from './state.ts';

export interface Device {
  /** Among those of its engine: `cpu`, `gpu:0`. */
  readonly id: string;
  /** What it is: the processor's or the card's name. Several may have one. */
  readonly name: string;
  readonly kind: 'cpu' | 'gpu';
  readonly memoryBytes: number;
  /** Why it cannot be used, where it cannot. */
  readonly unusable?: string;
}

/** Everything that members of one program have in common. */
export interface ProgramShape {
  readonly network: Network;
  readonly loss: LossConfig;
  readonly optimizer: OptimizerConfig;
  /** Runs that the program advances together. */
  readonly cohort: number;
}

/** One run of a cohort: its problem and where it stands. */
export interface Member {
  readonly workload: Workload;
  readonly state: RunState;
}

/** The objective, and the mean square of the residuals that the stop rule looks at. */
export interface Losses {
  readonly objective: number;
  readonly mse: number;
}

export interface Measurement {
  readonly losses: Losses;
  /** In the order of the metric set's names. */
  readonly values: Float64Array;
}

export interface Engine {
  readonly name: string;
  /** Identifies the bits that the engine produces: f64, f32-fma, f32-plain, webgpu, ... */
  readonly arithmetic: string;
  /** The best first. */
  devices(): Promise<Device[]>;
  /** @throws InputError when the engine cannot run this shape */
  compile(shape: ProgramShape, device: Device): Promise<Program>;
}

/** A compiled cohort. Calls come one at a time, `load` first; nothing may be called after `dispose`. */
export interface Program {
  /** Takes as many members as the shape's cohort; replaces those loaded before. */
  load(members: readonly Member[]): Promise<void>;
  /** Applies so many updates to every member, without talking to the host in between. */
  advance(iterations: number): Promise<void>;
  /** Losses of every member, and the values of its metric set where one is given. */
  measure(metrics: readonly (MetricSet | undefined)[]): Promise<Measurement[]>;
  /** Complete: loading it and going on gives the same bits as never having stopped. */
  state(): Promise<RunState[]>;
  dispose(): void;
}
