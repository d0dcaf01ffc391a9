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
  /** Unique among the devices of its engine: `cpu`, `gpu:0`. */
  readonly id: string;
  /** The name of the processor or card. Several devices may have the same name. */
  readonly name: string;
  readonly kind: 'cpu' | 'gpu';
  readonly memoryBytes: number;
  /** The most that one buffer holds, if that is less. */
  readonly bufferBytes?: number;
  /** The driver, as the user knows it: `NVIDIA 550.54 (Vulkan)`, `SwiftShader 5.0`. */
  readonly driver?: string;
  /** Whether the processor only plays this GPU. Such a device is used where its name, id or kind is asked for, and never by itself. */
  readonly isEmulated?: boolean;
  /** What the environment of a lane's process must hold so that it sees this device, alone where equal cards cannot be told apart. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Why the device cannot be used, if it cannot. */
  readonly unusable?: string;
}

/** What a program is compiled for. */
export interface ProgramShape {
  /** An example of the runs to be loaded, which all have its `cohortKey`. A program takes only sizes from it, never data. */
  readonly example: Workload;
  /** Number of slots: the most runs that the program advances together. */
  readonly cohort: number;
}

/** A run: its problem and its current state. */
export interface Member {
  readonly workload: Workload;
  readonly state: RunState;
}

/**
 * The objective, and the mean square of the residuals that the stop rule looks at. Of a run in batches they are means over the
 * batches of the epoch so far, each at the parameters that it was taken at; before the first batch they are exact.
 */
export type Losses = Moment['losses'];

/** What to measure in one slot. */
export interface SlotRequest {
  readonly slot: number;
  /** Metrics to measure besides the losses, without duplicates. */
  readonly needs: readonly Need[];
}

export interface Engine {
  readonly name: string;
  /** Identifies the bits that the engine produces: f64, f32-fma, f32-plain, webgpu, ... */
  readonly arithmetic: string;
  /** The precision in which the engine keeps its numbers. A configuration whose numbers do not fit is refused. */
  readonly precision: 'float32' | 'float64';
  /**
   * Whether looking for devices loads the drivers of GPUs, which may hang or crash a process. Commands then look from a process of
   * its own. Default: no.
   */
  readonly drivesGpus?: boolean;
  /** The engine's devices, best first. */
  devices(): Promise<Device[]>;
  /**
   * Explains, as a sentence for the user, why the engine cannot run this shape; undefined if it can. It loads no driver.
   * @param device default: one that has no more than the engine needs
   */
  supports(shape: ProgramShape, device?: Device): string | undefined;
  /**
   * One program can advance two runs if their keys are equal. The key covers all that fixes buffers and code: network, plan
   * sizes, size of batches, loss, optimizer.
   */
  cohortKey(workload: Workload): string;
  /**
   * How many runs like the example fit into the device's memory; 0 if not even one does. The shape's own number of slots is
   * ignored.
   */
  capacity(shape: ProgramShape, device: Device): number;
  /** @param shape a shape that the engine supports, with no more slots than the device's capacity */
  compile(shape: ProgramShape, device: Device): Promise<Program>;
}

/**
 * A compiled cohort, whose slots are empty at first. Calls must not overlap. They reject with a RangeError if there is no such
 * slot, and with a TypeError if something is asked of an empty slot. Nothing may be called after `dispose`.
 */
export interface Program {
  /** Puts a run into a slot. It replaces the run that was there. */
  load(slot: number, member: Member): Promise<void>;
  /** Empties a slot, which may be empty already. */
  unload(slot: number): Promise<void>;
  /** Applies this many updates to every run, without host communication in between. */
  advance(iterations: number): Promise<void>;
  /**
   * Measures the runs where they stand, in the order of the requests; each slot may appear once. Everything requested is computed
   * together. Values may be views into the engine's memory, valid until the program is called again.
   */
  measure(requests: readonly SlotRequest[]): Promise<Snapshot[]>;
  /** The complete state of a run. Loading it and continuing gives the same bits as never having stopped. */
  state(slot: number): Promise<RunState>;
  dispose(): void;
}
