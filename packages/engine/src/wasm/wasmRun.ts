/** One run on the CPU's SIMD units. */
import { findAll, snapshotOf, type Need, type Snapshot, type Workload } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Losses, Member } from '../engine.ts';
import type { CpuRun } from '../inTurn.ts';
import { Epoch } from '../epoch.ts';
import type { RunState } from '../state.ts';
import { Arena } from './arena.ts';
import type { MatrixBuffer } from './gemm.ts';
import { createUpdate, type OptimizerScalars, type Update } from './optimizer.ts';
import { WasmQuantities } from './quantities.ts';
import { runBuffers, type RunBuffers } from './runBuffers.ts';

export class WasmRun implements CpuRun {
  readonly release: () => void;
  readonly #arena: Arena;
  readonly #workload: Workload;
  readonly #buffers: RunBuffers;
  readonly #update: Update;
  readonly #scalars: OptimizerScalars;
  readonly #quantities: WasmQuantities;
  /** Undefined if iterations take all observations. */
  readonly #epoch: Epoch | undefined;
  #iteration: number;

  /**
   * @param kernels no other run uses their memory
   * @param giveBack takes the kernels back when the run is released
   */
  constructor(kernels: Kernels, { workload, state }: Member, giveBack: (kernels: Kernels) => void) {
    const arena = new Arena(kernels);
    const buffers = runBuffers(kernels, arena, workload);
    const { paddedCount, parameters, slots } = buffers;
    this.release = () => giveBack(kernels);
    this.#arena = arena;
    this.#workload = workload;
    this.#buffers = buffers;
    this.#update = createUpdate(
      kernels,
      workload.config.optimizer,
      paddedCount,
      parameters.values[0]!.address,
      parameters.gradients[0]!.address,
      slots.map((slot) => slot[0]!.address),
    );
    this.#quantities = new WasmQuantities(kernels, arena, workload, buffers);
    this.#scalars = {
      meanSquare: state.meanSquare,
      decayPowers: [...state.decayPowers],
      flowTime: state.flowTime,
    };
    this.#epoch = buffers.shuffle && new Epoch(workload, state.epoch, buffers.shuffle);
    this.#iteration = state.iteration;
    this.#write(parameters.values, state.parameters);
    state.slots.forEach((slot, i) => this.#write(slots[i]!, slot));
  }

  advance(iterations: number): void {
    const { evaluator, objective, observations } = this.#buffers;
    for (let i = 0; i < iterations; i++) {
      const batch = this.#epoch?.batchAt(this.#iteration);
      observations.select(batch);
      evaluator.forward();
      if (batch !== undefined) this.#epoch!.add(batch.length, objective.losses());
      objective.gradient();
      evaluator.backward();
      this.#update(this.#scalars);
      this.#iteration++;
    }
  }

  measure(needs: readonly Need[]): Snapshot {
    const { network, problem } = this.#workload;
    const { observations } = this.#buffers;
    const ofEpoch = this.#epoch?.losses;
    const present = ofEpoch === undefined ? observations.losses() : this.#presentLosses(this.#epoch!);
    const losses = ofEpoch !== undefined && Number.isFinite(present.objective) ? ofEpoch : present;
    const moment = { network, problem, losses, flowTime: this.#scalars.flowTime };
    return snapshotOf(moment, findAll(needs, this.#quantities.now()));
  }

  /**
   * Losses at the present parameters, which those of an epoch do not tell: the last update may have left the range of numbers. Of
   * samples, which are many, only the last batch is evaluated. The quantities of a tensor need the values of all observations.
   */
  #presentLosses(epoch: Epoch): Losses {
    const { evaluator, objective, observations } = this.#buffers;
    if (this.#workload.problem.kind !== 'samples') return observations.losses();
    observations.select(epoch.batchBefore(this.#iteration));
    evaluator.forward();
    return objective.losses();
  }

  state(): RunState {
    const { parameters, slots } = this.#buffers;
    return {
      iteration: this.#iteration,
      meanSquare: this.#scalars.meanSquare,
      decayPowers: [...this.#scalars.decayPowers],
      flowTime: this.#scalars.flowTime,
      ...(this.#epoch === undefined ? {} : { epoch: this.#epoch.sums }),
      parameters: this.#read(parameters.values),
      slots: slots.map((slot) => this.#read(slot)),
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
