/** One run in float64. */
import {
  endTensor,
  endTensorGradient,
  findAll,
  lossAndGradient,
  meanLoss,
  plainQuantities,
  predictions,
  residuals,
  snapshotOf,
  tensorProblem,
  testPredictions,
  updateParameters,
  type LossConfig,
  type Need,
  type OptimizerState,
  type Snapshot,
  type Workload,
} from '@ranksweep/core';
import type { Losses, Member } from '../engine.ts';
import type { CpuRun } from '../inTurn.ts';
import { Epoch } from '../epoch.ts';
import type { RunState } from '../state.ts';

export class ReferenceRun implements CpuRun {
  readonly #workload: Workload;
  readonly #parameters: Float64Array[];
  readonly #optimizer: OptimizerState;
  /** Undefined if iterations take all observations. */
  readonly #epoch: Epoch | undefined;

  constructor({ workload, state }: Member) {
    const split = (values: Float32Array | Float64Array): Float64Array[] => {
      let at = 0;
      return workload.network.parameters.map(({ rows, cols }) =>
        Float64Array.from(values.subarray(at, (at += rows * cols))),
      );
    };
    this.#workload = workload;
    this.#parameters = split(state.parameters);
    this.#optimizer = {
      iteration: state.iteration,
      meanSquare: state.meanSquare,
      decayPowers: [...state.decayPowers],
      flowTime: state.flowTime,
      slots: state.slots.map(split),
    };
    this.#epoch = workload.config.batch === undefined ? undefined : new Epoch(workload, state.epoch);
  }

  advance(iterations: number): void {
    const { problem, network, config } = this.#workload;
    for (let i = 0; i < iterations; i++) {
      const batch = this.#epoch?.batchAt(this.#optimizer.iteration);
      const { loss, mse, gradients } = lossAndGradient(
        problem,
        network,
        config.loss,
        this.#parameters,
        batch,
      );
      if (batch !== undefined) this.#epoch!.add(batch.length, { objective: loss, mse });
      updateParameters(config.optimizer, this.#optimizer, this.#parameters, gradients);
    }
  }

  measure(needs: readonly Need[]): Snapshot {
    const parameters = this.#parameters;
    const {
      problem,
      network,
      config: { loss },
    } = this.#workload;
    const r = once(() => residuals(problem, network, parameters));
    const ofEpoch = this.#epoch?.losses;
    const present =
      ofEpoch === undefined ? lossesOf(r(), problem.y, loss) : this.#presentLosses(this.#epoch!);
    const losses = ofEpoch !== undefined && Number.isFinite(present.objective) ? ofEpoch : present;
    const gradients = once(() => lossAndGradient(problem, network, loss, parameters).gradients);
    const quantities = plainQuantities({
      network,
      problem,
      predictions: () => predictions(problem, network, parameters),
      testPredictions: () =>
        problem.kind === 'samples' ? testPredictions(problem, network, parameters) : new Float64Array(0),
      parameter: (k) => parameters[k]!,
      gradient: (k) => gradients()[k]!,
      endTensor: once(() => endTensor(network, parameters)),
      endGradient: once(() => endTensorGradient(tensorProblem(problem), loss, r())),
    });
    const { flowTime } = this.#optimizer;
    return snapshotOf({ network, problem, losses, flowTime }, findAll(needs, quantities));
  }

  /**
   * Losses at the present parameters, which those of an epoch do not tell: the last update may have left the range of numbers. Of
   * samples, which are many, only the last batch is evaluated.
   */
  #presentLosses(epoch: Epoch): Losses {
    const { problem, network, config } = this.#workload;
    const last = problem.kind === 'samples' ? epoch.batchBefore(this.#optimizer.iteration) : undefined;
    const { loss, mse } = lossAndGradient(problem, network, config.loss, this.#parameters, last);
    return { objective: loss, mse };
  }

  state(): RunState {
    const { iteration, meanSquare, decayPowers, flowTime, slots } = this.#optimizer;
    return {
      iteration,
      meanSquare,
      decayPowers: [...decayPowers],
      flowTime,
      ...(this.#epoch === undefined ? {} : { epoch: this.#epoch.sums }),
      parameters: joined(this.#parameters),
      slots: slots.map(joined),
    };
  }

  release(): void {}
}

const lossesOf = (r: Float64Array, y: Float32Array, loss: LossConfig): Losses => ({
  objective: meanLoss(loss, r, y),
  mse: meanLoss({ kind: 'mse' }, r, y),
});

const joined = (parts: readonly Float64Array[]): Float64Array =>
  Float64Array.from(parts.flatMap((part) => Array.from(part)));

function once<Value>(compute: () => Value): () => Value {
  let known: { readonly value: Value } | undefined;
  return () => (known ??= { value: compute() }).value;
}
