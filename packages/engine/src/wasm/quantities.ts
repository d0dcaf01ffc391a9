/** Quantities of a run. Expensive ones are computed by kernels in their memory, the others as in every engine. */
import {
  euclideanNorm,
  plainQuantities,
  singularValueGrowth,
  targetOf,
  type Quantities,
  type Workload,
} from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Address, Arena } from './arena.ts';
import { Distance } from './distance.ts';
import { EndGradient } from './endGradient.ts';
import { EndTensor } from './endTensor.ts';
import type { Evaluator, ParameterBuffers } from './evaluator.ts';
import type { MatrixBuffer } from './gemm.ts';
import type { Objective } from './objective.ts';
import type { Observations } from './observations.ts';
import type { RunBuffers } from './runBuffers.ts';
import { Spectrum } from './spectrum.ts';

/** Each buffer is made when a metric first needs it. */
export class WasmQuantities {
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #workload: Workload;
  readonly #parameters: ParameterBuffers;
  readonly #training: Evaluator;
  readonly #objective: Objective;
  readonly #observations: Observations;
  /** Spectra, by the modes in their rows. */
  readonly #spectra = new Map<string, Spectrum>();
  readonly #quantities: Quantities;
  #knownTensor: Float32Array | undefined;
  #knownGradient: Float32Array | undefined;
  #hasGradients = false;
  #endTensor: EndTensor | undefined;
  #endGradient: EndGradient | undefined;
  #distance: Distance | undefined;
  #imbalanceScratch: Address | undefined;

  constructor(
    kernels: Kernels,
    arena: Arena,
    workload: Workload,
    { parameters, evaluator, objective, observations }: RunBuffers,
  ) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#workload = workload;
    this.#parameters = parameters;
    this.#training = evaluator;
    this.#objective = objective;
    this.#observations = observations;
    this.#quantities = this.#quantitiesOf(workload);
  }

  /**
   * Call it after the observations' `losses`, where anything but parameters and predictions is asked for. Valid until the
   * parameters change.
   */
  now(): Quantities {
    this.#knownTensor = undefined;
    this.#knownGradient = undefined;
    this.#hasGradients = false;
    return this.#quantities;
  }

  #quantitiesOf({ network, problem }: Workload): Quantities {
    return {
      ...plainQuantities({
        network,
        problem,
        predictions: () => this.#observations.predictions(),
        testPredictions: () => this.#observations.testPredictions(),
        parameter: (k) => this.#floats(this.#parameters.values[k]!),
        gradient: (k) => {
          this.#findGradients();
          return this.#floats(this.#parameters.gradients[k]!);
        },
        endTensor: () => this.#endTensorNow(),
        endGradient: () => this.#endGradientNow(),
      }),
      reconstructionError: () => this.#distanceTo(targetOf(problem)).of(this.#endTensorNow()),
      layerImbalance: (layer) => this.#layerImbalance(layer),
      singularValues: (modes) => this.#spectrumOf(modes).of(this.#endTensorNow()),
      singularValueGrowth: (modes) =>
        singularValueGrowth(
          this.#spectrumOf(modes).along(this.#endTensorNow(), this.#endGradientNow()),
          euclideanNorm(this.#endGradientNow()),
        ),
    };
  }

  #findGradients(): void {
    if (this.#hasGradients) return;
    this.#objective.gradient();
    this.#training.backward();
    this.#hasGradients = true;
  }

  /** Created on each call, because a later allocation detaches the view. */
  #floats({ address, rows, cols }: MatrixBuffer): Float32Array {
    return this.#arena.floats(address, rows * cols);
  }

  #endTensorNow(): Float32Array {
    this.#endTensor ??= new EndTensor(
      this.#kernels,
      this.#arena,
      this.#workload,
      this.#parameters,
      this.#training,
    );
    return (this.#knownTensor ??= this.#endTensor.read());
  }

  #endGradientNow(): Float32Array {
    this.#findGradients();
    this.#endGradient ??= new EndGradient(this.#arena, this.#workload, this.#training);
    return (this.#knownGradient ??= this.#endGradient.read());
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
