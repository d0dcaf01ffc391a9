/** One run on the CPU's SIMD units. */
import { endTensorPlan, slotCount, type MetricSet, type Plan, type Workload } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Losses, Measurement, Member, Program, ProgramShape } from '../engine.ts';
import type { RunState } from '../state.ts';
import { Arena, type Address } from './arena.ts';
import { createEvaluator, type Evaluator, type ParameterBuffers } from './evaluator.ts';
import type { MatrixBuffer } from './gemm.ts';
import { createObjective, type Objective } from './objective.ts';
import { createUpdate, type OptimizerScalars, type Update } from './optimizer.ts';

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
  readonly #workload: Workload;
  readonly #paddedCount: number;
  readonly #parameters: ParameterBuffers;
  readonly #slots: readonly (readonly MatrixBuffer[])[];
  readonly #evaluator: Evaluator;
  readonly #objective: Objective;
  readonly #update: Update;
  readonly #scalars: OptimizerScalars;
  readonly #createEndTensor: () => EndTensor;
  #endTensor: EndTensor | undefined;
  #iteration: number;

  constructor(kernels: Kernels, shape: ProgramShape, { workload, state }: Member) {
    const { network, optimizer, loss } = shape;
    const arena = new Arena(kernels);
    this.#arena = arena;
    this.#workload = workload;
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
    this.#createEndTensor = () => new EndTensor(kernels, arena, workload, this.#parameters, this.#evaluator);
    this.#scalars = { meanSquare: state.meanSquare, decayPowers: [...state.decayPowers] };
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
    if (metrics === undefined) return { losses, values: new Float64Array(0) };
    // Read before the views below are made: what it allocates may detach them.
    const tensor = metrics.needsEndTensor ? (this.#endTensor ??= this.#createEndTensor()).read() : undefined;
    const snapshot = {
      network: this.#workload.network,
      parameters: this.#parameters.values.map(({ address, rows, cols }) =>
        this.#arena.floats(address, rows * cols),
      ),
      endTensor: () => {
        if (tensor === undefined) throw new TypeError('a metric that needs the end tensor says so');
        return tensor;
      },
      target: this.#workload.problem.target,
      losses,
    };
    return { losses, values: metrics.measure(snapshot) };
  }

  state(): RunState {
    return {
      iteration: this.#iteration,
      meanSquare: this.#scalars.meanSquare,
      decayPowers: [...this.#scalars.decayPowers],
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

/** All entries of W_e: from the training plan's own dense product where that has them all, else by a plan of its own. */
class EndTensor {
  readonly #arena: Arena;
  readonly #plan: Plan;
  readonly #own: Evaluator | undefined;
  readonly #values: Address;
  readonly #count: number;

  constructor(
    kernels: Kernels,
    arena: Arena,
    { network, plan }: Workload,
    parameters: ParameterBuffers,
    training: Evaluator,
  ) {
    this.#arena = arena;
    this.#plan = endTensorPlan(network);
    this.#own = hasSameValues(plan, this.#plan)
      ? undefined
      : createEvaluator(kernels, arena, this.#plan, parameters);
    const evaluator = this.#own ?? training;
    this.#values = evaluator.values;
    this.#count = evaluator.count;
  }

  /** Row-major, after the training evaluator's `forward`. */
  read(): Float32Array {
    this.#own?.forward();
    const cells = this.#arena.floats(this.#values, this.#count);
    const { cellOf } = this.#plan.head as Extract<Plan['head'], { kind: 'dense' }>;
    const tensor = new Float32Array(cellOf.length);
    for (let s = 0; s < tensor.length; s++) tensor[s] = cells[cellOf[s]!]!;
    return tensor;
  }
}

/** Whether the values of one plan's dense last join are those of the other's. */
function hasSameValues(plan: Plan, whole: Plan): boolean {
  if (plan.kind === 'chain' || whole.kind === 'chain') return plan.kind === whole.kind;
  const shapeOf = ({ nodes, left, right }: Extract<Plan, { kind: 'tree' }>): string =>
    JSON.stringify([left, right, nodes.map(({ modes, tuples }) => [modes, tuples])]);
  return plan.head.kind === 'dense' && shapeOf(plan) === shapeOf(whole);
}
