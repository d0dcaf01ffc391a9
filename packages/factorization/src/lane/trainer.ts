/** The one place where runs meet an engine. */
import { metricSet, type FactorizationConfig, type RunMetrics, type Workload } from '@ranksweep/core';
import {
  compileSupported,
  decodeState,
  encodeState,
  initialState,
  measure,
  type Device,
  type Engine,
  type Program,
  type RunState,
} from '@ranksweep/engine';
import type { Loaded, MeasureRequest, Measurement, Trainer } from '@ranksweep/run';
import type { LatestWorkload } from './latestWorkload.ts';

export interface TrainerOptions {
  readonly engine: Engine;
  readonly device: Device;
  readonly workloads: LatestWorkload;
  readonly slots: number;
}

/** A run in its slot, with a program of its own. */
interface Loading {
  readonly program: Program;
  readonly metrics: RunMetrics;
}

export class FactorizationTrainer implements Trainer {
  readonly slots: number;
  readonly #engine: Engine;
  readonly #device: Device;
  readonly #workloads: LatestWorkload;
  readonly #loaded = new Map<number, Loading>();

  constructor({ engine, device, workloads, slots }: TrainerOptions) {
    this.slots = slots;
    this.#engine = engine;
    this.#device = device;
    this.#workloads = workloads;
  }

  /** Every run has a program of its own. */
  async fits(): Promise<boolean> {
    return true;
  }

  async load(slot: number, config: FactorizationConfig, bytes: Uint8Array | undefined): Promise<Loaded> {
    const workload = await this.#workloads.of(config);
    const state = bytes === undefined ? initialState(workload) : stateOf(bytes, workload);
    const metrics = metricSet(config, workload.network);
    const program = await compileSupported(this.#engine, { example: workload, cohort: 1 }, this.#device);
    this.#loaded.set(slot, { program, metrics });
    try {
      await program.load(0, { workload, state });
    } catch (error) {
      await this.unload(slot);
      throw error;
    }
    return { iteration: state.iteration, metrics: metrics.names, atEnd: metrics.atEnd.names };
  }

  async unload(slot: number): Promise<void> {
    this.#loaded.get(slot)?.program.dispose();
    this.#loaded.delete(slot);
  }

  async advance(iterations: number): Promise<void> {
    for (const { program } of this.#loaded.values()) await program.advance(iterations);
  }

  async measure(requests: readonly MeasureRequest[]): Promise<Measurement[]> {
    const measured: Measurement[] = [];
    for (const { slot, wanted } of requests) {
      const { program, metrics } = this.#at(slot);
      const asked = { loss: undefined, values: metrics, atEnd: metrics.atEnd }[wanted];
      const [found] = await measure(program, [{ slot: 0, metrics: asked }]);
      const { losses, values } = found!;
      measured.push({ loss: losses.objective, checkedLoss: losses.mse, values });
    }
    return measured;
  }

  async state(slot: number): Promise<Uint8Array> {
    return encodeState(await this.#at(slot).program.state(0));
  }

  dispose(): void {
    for (const { program } of this.#loaded.values()) program.dispose();
    this.#loaded.clear();
  }

  #at(slot: number): Loading {
    const loaded = this.#loaded.get(slot);
    if (loaded === undefined) throw new TypeError(`slot ${slot}: expected a run in it, found none`);
    return loaded;
  }
}

/** @throws RangeError when the bytes are no state, or another network's */
function stateOf(bytes: Uint8Array, workload: Workload): RunState {
  const state = decodeState(bytes);
  const { parameters, slots } = initialState(workload);
  if (state.parameters.length !== parameters.length || state.slots.length !== slots.length) {
    throw new RangeError(
      `state: expected ${parameters.length} parameters and ${slots.length} slots, found ${state.parameters.length} and ${state.slots.length}`,
    );
  }
  return state;
}
