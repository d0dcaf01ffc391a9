/** One run on the CPU's SIMD units. */
import { slotCount, type MetricSet, type Snapshot } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Losses, Measurement, Member, Program, ProgramShape } from '../engine.ts';
import type { RunState } from '../state.ts';
import { Arena } from './arena.ts';
import { createEvaluator, type Evaluator, type ParameterBuffers } from './evaluator.ts';
import type { MatrixBuffer } from './gemm.ts';
import { createObjective, type Objective } from './objective.ts';
import { createUpdate, type OptimizerScalars, type Update } from './optimizer.ts';
import { Snapshots } from './snapshot.ts';

/** Matrices start at multiples of a cache line; the padding between them is zero. */
const PADDING_FLOATS = 16;

export class WasmProgram implements Program {
  readonly #kernels: Kernels;
  readonly #shape: ProgramShape;
  readonly #release: (kernels: Kernels) => void;
  #run: LoadedRun | undefined;

  /** @param release takes the kernels back when the program is disposed of */
  constructor(kernels: Kernels, shape: ProgramShape, release: (kernels: Kernels) => void) {
    this.#kernels = kernels;
    this.#shape = shape;
    this.#release = release;
  }

  async load(members: readonly Member[]): Promise<void> {
    if (members.length !== 1) throw new RangeError(`cohort: expected 1 run, found ${members.length}`);
    this.#run = new LoadedRun(this.#kernels, this.#shape, members[0]!);
  }

  async advance(iterations: number): Promise<void> {
    this.#loaded.advance(iterations);
  }

  async measure(metrics: readonly (MetricSet | undefined)[]): Promise<Measurement[]> {
    return [this.#loaded.measure(metrics[0])];
  }

  async state(): Promise<RunState[]> {
    return [this.#loaded.state()];
  }

  dispose(): void {
    this.#run = undefined;
    this.#release(this.#kernels);
  }

  get #loaded(): LoadedRun {
    if (this.#run === undefined) throw new TypeError('a program is loaded before it is used');
    return this.#run;
  }
}

class LoadedRun {
  readonly #arena: Arena;
  readonly #paddedCount: number;
  readonly #parameters: ParameterBuffers;
  readonly #slots: readonly (readonly MatrixBuffer[])[];
  readonly #evaluator: Evaluator;
  readonly #objective: Objective;
  readonly #update: Update;
  readonly #scalars: OptimizerScalars;
  readonly #snapshots: Snapshots;
  #iteration: number;

  constructor(kernels: Kernels, shape: ProgramShape, { workload, state }: Member) {
    const { network, optimizer, loss } = shape;
    const arena = new Arena(kernels);
    this.#arena = arena;
    const { count, offsets } = paddedLayout(network.parameters);
    this.#paddedCount = count;
    const addMatrices = (): readonly MatrixBuffer[] => {
      const base = arena.zeros(count);
      return network.parameters.map(({ rows, cols }, k) => ({ address: base + 4 * offsets[k]!, rows, cols }));
    };
    this.#parameters = { values: addMatrices(), gradients: addMatrices() };
    this.#slots = Array.from({ length: slotCount(optimizer) }, addMatrices);
    this.#evaluator = createEvaluator(kernels, arena, workload.plan, this.#parameters);
    this.#objective = createObjective(
      kernels,
      arena,
      workload.problem,
      workload.plan.head,
      this.#evaluator,
      loss,
    );
    const { values, gradients } = this.#parameters;
    this.#update = createUpdate(
      kernels,
      optimizer,
      this.#paddedCount,
      values[0]!.address,
      gradients[0]!.address,
      this.#slots.map((slot) => slot[0]!.address),
    );
    this.#snapshots = new Snapshots(
      kernels,
      arena,
      workload,
      this.#parameters,
      this.#evaluator,
      this.#objective,
    );
    this.#scalars = {
      meanSquare: state.meanSquare,
      decayPowers: [...state.decayPowers],
      flowTime: state.flowTime,
    };
    this.#iteration = state.iteration;
    this.#write(this.#parameters.values, state.parameters);
    state.slots.forEach((slot, i) => this.#write(this.#slots[i]!, slot));
  }

  advance(iterations: number): void {
    for (let i = 0; i < iterations; i++) {
      this.#evaluator.forward();
      this.#objective.gradient();
      this.#evaluator.backward();
      this.#update(this.#scalars);
    }
    this.#iteration += iterations;
  }

  measure(metrics: MetricSet | undefined): Measurement {
    this.#evaluator.forward();
    const losses: Losses = this.#objective.losses();
    const snapshot = (): Snapshot => this.#snapshots.at(losses, this.#scalars.flowTime);
    return { losses, values: metrics?.measure(snapshot()) ?? new Float64Array(0) };
  }

  state(): RunState {
    return {
      iteration: this.#iteration,
      meanSquare: this.#scalars.meanSquare,
      decayPowers: [...this.#scalars.decayPowers],
      flowTime: this.#scalars.flowTime,
      parameters: this.#read(this.#parameters.values),
      slots: this.#slots.map((slot) => this.#read(slot)),
    };
  }

  #write(matrices: readonly MatrixBuffer[], values: Float32Array | Float64Array): void {
    let at = 0;
    for (const { address, rows, cols } of matrices) {
      this.#arena.floats(address, rows * cols).set(values.subarray(at, (at += rows * cols)));
    }
  }

  #read(matrices: readonly MatrixBuffer[]): Float32Array {
    const values = new Float32Array(matrices.reduce((count, { rows, cols }) => count + rows * cols, 0));
    let at = 0;
    for (const { address, rows, cols } of matrices) {
      values.set(this.#arena.floats(address, rows * cols), at);
      at += rows * cols;
    }
    // WebAssembly leaves the bits of a NaN open: write the canonical one.
    return values.some(Number.isNaN) ? values.map((value) => (Number.isNaN(value) ? NaN : value)) : values;
  }
}

function paddedLayout(shapes: readonly { readonly rows: number; readonly cols: number }[]): {
  count: number;
  offsets: number[];
} {
  let count = 0;
  const offsets = shapes.map(({ rows, cols }) => {
    const offset = count;
    count += Math.ceil((rows * cols) / PADDING_FLOATS) * PADDING_FLOATS;
    return offset;
  });
  return { count, offsets };
}
