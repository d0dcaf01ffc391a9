/**
 * The one contract of all engines: they advance runs and measure them. Engines live in one folder each and never import
 * each other; the suite in test/ holds every one of them against the float64 reference.
 *
 * A cohort is a number of runs that one program advances together, each in a slot of its own. They enter and leave one by one
 * while the others go on. A run has the bits that it has alone, whoever shares its program, and also where another has become
 * non-finite.
 */
import type { Moment, Need, Snapshot, Workload } from '@ranksweep/core';
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

/** What a program is compiled for. */
export interface ProgramShape {
  /** A run like those that are to be loaded: they have its `cohortKey`. A program takes no data from it but sizes. */
  readonly example: Workload;
  /** Slots: the most runs that the program advances together. */
  readonly cohort: number;
}

/** A run: its problem and where it stands. */
export interface Member {
  readonly workload: Workload;
  readonly state: RunState;
}

/** The objective, and the mean square of the residuals that the stop rule looks at. */
export type Losses = Moment['losses'];

/** What is asked of one slot. */
export interface SlotRequest {
  readonly slot: number;
  /** Beyond the losses; no two are the same. */
  readonly needs: readonly Need[];
}

export interface Engine {
  readonly name: string;
  /** Identifies the bits that the engine produces: f64, f32-fma, f32-plain, webgpu, ... */
  readonly arithmetic: string;
  /** What its numbers are kept in: configurations whose numbers that cannot hold are refused. */
  readonly precision: 'float32' | 'float64';
  /** The best first. */
  devices(): Promise<Device[]>;
  /** Why the engine cannot run this shape, as a sentence for the user; undefined where it can. */
  supports(shape: ProgramShape): string | undefined;
  /** Equal keys: one program can advance both. All that fixes its buffers and code: network, sizes of the plan, loss, optimizer. */
  cohortKey(workload: Workload): string;
  /** How many runs like the example the device has memory for; 0 where not even one. The shape's own number does not matter. */
  capacity(shape: ProgramShape, device: Device): number;
  /** @param shape one that the engine supports, of no more slots than the device's capacity */
  compile(shape: ProgramShape, device: Device): Promise<Program>;
}

/**
 * A compiled cohort, its slots empty at first. Calls come one at a time. They reject with a RangeError for a slot that there is
 * not, and with a TypeError where something is asked of one that is empty. Nothing may be called after `dispose`.
 */
export interface Program {
  /** Puts a run into a slot, in place of the one that was there. */
  load(slot: number, member: Member): Promise<void>;
  /** Empties a slot; one that is empty stays so. */
  unload(slot: number): Promise<void>;
  /** Applies so many updates to every run, without talking to the host in between. */
  advance(iterations: number): Promise<void>;
  /**
   * The runs as they stand, in the order of the requests, each slot once. All that is asked for is found at once. Values may be
   * views into the engine's memory: they hold until the program is called again.
   */
  measure(requests: readonly SlotRequest[]): Promise<Snapshot[]>;
  /** Complete: loading it and going on gives the same bits as never having stopped. */
  state(slot: number): Promise<RunState>;
  dispose(): void;
}
