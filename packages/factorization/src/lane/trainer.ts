/** The only place where runs use an engine. */
import {
  metricSet,
  type FactorizationConfig,
  type LossConfig,
  type MetricSet,
  type RunMetrics,
  type Workload,
} from '@ranksweep/core';
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
  /** The most runs at a time. */
  readonly slots: number;
}

export class FactorizationTrainer implements Trainer<FactorizationConfig> {
  readonly slots: number;
  readonly #engine: Engine;
  readonly #workloads: LatestWorkload;
  readonly #program: Program;
  /** The cohort key of the runs that it can take. */
  readonly #cohortKey: string | undefined;
  /** Runs by slot. */
  readonly #metrics = new Map<number, RunMetrics>();
  /** The loss of the runs by slot. */
  readonly #losses = new Map<number, LossConfig['kind']>();

  /**
   * Makes a trainer for runs like this one.
   * @throws InputError if the run cannot be computed, or not by the engine
   */
  static async make(config: FactorizationConfig, options: TrainerOptions): Promise<FactorizationTrainer> {
    const { engine, device, workloads, slots } = options;
    const example = await workloads.of(config);
    const program = await compileSupported(engine, { example, cohort: slots }, device);
    // The key of a long plan takes a while, and a single slot only ever takes one run.
    return new FactorizationTrainer(options, program, slots > 1 ? engine.cohortKey(example) : undefined);
  }

  private constructor(
    { engine, workloads, slots }: TrainerOptions,
    program: Program,
    cohortKey: string | undefined,
  ) {
    this.slots = slots;
    this.#engine = engine;
    this.#workloads = workloads;
    this.#program = program;
    this.#cohortKey = cohortKey;
  }

  async fits(config: FactorizationConfig): Promise<boolean> {
    if (this.#cohortKey === undefined) return false;
    try {
      return this.#engine.cohortKey(await this.#workloads.of(config)) === this.#cohortKey;
    } catch {
      return true; // `load` meets the same error and fails the run with it.
    }
  }

  async load(slot: number, config: FactorizationConfig, bytes: Uint8Array | undefined): Promise<Loaded> {
    const workload = await this.#workloads.of(config);
    const state = bytes === undefined ? initialState(workload) : stateOf(bytes, workload);
    const metrics = metricSet(config, workload.network);
    await this.#program.load(slot, { workload, state });
    this.#metrics.set(slot, metrics);
    this.#losses.set(slot, config.loss.kind);
    return { iteration: state.iteration, metrics: metrics.names, atEnd: metrics.atEnd.names };
  }

  async unload(slot: number): Promise<void> {
    this.#metrics.delete(slot);
    await this.#program.unload(slot);
  }

  advance(iterations: number): Promise<void> {
    return this.#program.advance(iterations);
  }

  async measure(requests: readonly MeasureRequest[]): Promise<Measurement[]> {
    const measured = await measure(
      this.#program,
      requests.map(({ slot, wanted }) => ({ slot, metrics: this.#wanted(slot, wanted) })),
    );
    return measured.map(({ losses, values }, i) => ({
      loss: losses.objective,
      // The papers' stop rule looks at the mean square whatever the loss, but for labels of 1 and -1 that is never zero.
      checkedLoss: this.#losses.get(requests[i]!.slot) === 'logistic' ? losses.objective : losses.mse,
      values,
    }));
  }

  async state(slot: number): Promise<Uint8Array> {
    return encodeState(await this.#program.state(slot));
  }

  dispose(): void {
    this.#program.dispose();
  }

  #wanted(slot: number, wanted: MeasureRequest['wanted']): MetricSet | undefined {
    const metrics = this.#metrics.get(slot);
    return { loss: undefined, values: metrics, atEnd: metrics?.atEnd }[wanted];
  }
}

/** @throws RangeError if the bytes are not a state, or belong to another network */
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
