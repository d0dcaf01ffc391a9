/** Snapshots of a run: what is worth a kernel is computed in the kernels' memory, the rest as in every engine. */
import {
  euclideanNorm,
  singularValueGrowth,
  snapshotOf,
  targetOf,
  type Snapshot,
  type Workload,
} from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Losses } from '../engine.ts';
import type { Address, Arena } from './arena.ts';
import { Distance } from './distance.ts';
import { EndGradient } from './endGradient.ts';
import { EndTensor } from './endTensor.ts';
import type { Evaluator, ParameterBuffers } from './evaluator.ts';
import type { MatrixBuffer } from './gemm.ts';
import type { Objective } from './objective.ts';
import { Spectrum } from './spectrum.ts';

/** Buffers are made when a metric first needs them. */
export class Snapshots {
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #workload: Workload;
  readonly #parameters: ParameterBuffers;
  readonly #training: Evaluator;
  readonly #objective: Objective;
  /** By the modes in its rows. */
  readonly #spectra = new Map<string, Spectrum>();
  #endTensor: EndTensor | undefined;
  #endGradient: EndGradient | undefined;
  #distance: Distance | undefined;
  #imbalanceScratch: Address | undefined;

  constructor(
    kernels: Kernels,
    arena: Arena,
    workload: Workload,
    parameters: ParameterBuffers,
    training: Evaluator,
    objective: Objective,
  ) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#workload = workload;
    this.#parameters = parameters;
    this.#training = training;
    this.#objective = objective;
  }

  /**
   * Valid until the parameters change.
   * @param losses the objective's, asked for after the training evaluator's `forward`
   */
  at(losses: Losses, flowTime: number): Snapshot {
    const { network, problem } = this.#workload;
    let knownTensor: Float32Array | undefined;
    const endTensor = (): Float32Array => (knownTensor ??= this.#readEndTensor());
    let hasGradients = false;
    const withGradients = <Value>(read: () => Value): Value => {
      if (!hasGradients) {
        this.#objective.gradient();
        this.#training.backward();
      }
      hasGradients = true;
      return read();
    };
    let knownGradient: Float32Array | undefined;
    const endGradient = (): Float32Array => (knownGradient ??= withGradients(() => this.#readEndGradient()));
    return {
      ...snapshotOf({
        network,
        problem,
        losses,
        flowTime,
        predictions: () => this.#objective.predictions(),
        parameter: (k) => this.#floats(this.#parameters.values[k]!),
        gradient: (k) => withGradients(() => this.#floats(this.#parameters.gradients[k]!)),
        endGradient,
        endTensor,
      }),
      reconstructionError: () => this.#distanceTo(targetOf(problem)).of(endTensor()),
      layerImbalance: (layer) => this.#layerImbalance(layer),
      singularValues: (modes) => this.#spectrumOf(modes).of(endTensor()),
      singularValueGrowth: (modes) =>
        singularValueGrowth(
          this.#spectrumOf(modes).along(endTensor(), endGradient()),
          euclideanNorm(endGradient()),
        ),
    };
  }

  /** Made anew each time: buffers that are allocated later detach it. */
  #floats({ address, rows, cols }: MatrixBuffer): Float32Array {
    return this.#arena.floats(address, rows * cols);
  }

  #readEndTensor(): Float32Array {
    this.#endTensor ??= new EndTensor(
      this.#kernels,
      this.#arena,
      this.#workload,
      this.#parameters,
      this.#training,
    );
    return this.#endTensor.read();
  }

  #readEndGradient(): Float32Array {
    this.#endGradient ??= new EndGradient(this.#arena, this.#workload, this.#training);
    return this.#endGradient.read();
  }

  #distanceTo(target: Float32Array): Distance {
    return (this.#distance ??= new Distance(this.#kernels, this.#arena, target));
  }

  #layerImbalance(layer: number): number {
    const { values } = this.#parameters;
    const [A, B] = [values[layer]!, values[layer + 1]!];
    this.#imbalanceScratch ??= this.#arena.allocate(
      values.slice(1).reduce((most, next, l) => {
        const { rows, cols } = values[l]!;
        return Math.max(most, this.#kernels.layerImbalanceScratchBytes(cols, rows, next.cols));
      }, 0),
    );
    return Math.sqrt(
      this.#kernels.layerImbalance(A.cols, A.rows, B.cols, A.address, B.address, this.#imbalanceScratch),
    );
  }

  #spectrumOf(modes: readonly number[]): Spectrum {
    const name = modes.join();
    let spectrum = this.#spectra.get(name);
    if (spectrum === undefined) {
      spectrum = new Spectrum(this.#kernels, this.#arena, this.#workload.network.dims, modes);
      this.#spectra.set(name, spectrum);
    }
    return spectrum;
  }
}
