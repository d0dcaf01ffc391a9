/** The float64 reference as an engine: a thin adapter over core's functions, the oracle of all others. */
import {
  endTensor,
  endTensorGradient,
  lossAndGradient,
  meanLoss,
  predictions,
  residuals,
  snapshotOf,
  tensorProblem,
  updateParameters,
  type OptimizerState,
  type Workload,
} from '@ranksweep/core';
import { cpuDevice } from '../cpuDevice.ts';
import type { Engine, Measurement, Member, Program, ProgramShape } from '../engine.ts';
import type { RunState } from '../state.ts';

export function referenceEngine(): Engine {
  return {
    name: 'reference',
    arithmetic: 'f64',
    devices: async () => [cpuDevice()],
    compile: async (shape) => new ReferenceProgram(shape),
  };
}

interface Loaded {
  readonly workload: Workload;
  readonly parameters: Float64Array[];
  readonly optimizer: OptimizerState;
}

class ReferenceProgram implements Program {
  readonly #shape: ProgramShape;
  #members: Loaded[] = [];

  constructor(shape: ProgramShape) {
    this.#shape = shape;
  }

  async load(members: readonly Member[]): Promise<void> {
    this.#members = members.map(({ workload, state }) => ({
      workload,
      parameters: this.#split(state.parameters),
      optimizer: {
        iteration: state.iteration,
        meanSquare: state.meanSquare,
        decayPowers: [...state.decayPowers],
        flowTime: state.flowTime,
        slots: state.slots.map((slot) => this.#split(slot)),
      },
    }));
  }

  async advance(iterations: number): Promise<void> {
    const { network, loss, optimizer } = this.#shape;
    for (const member of this.#members) {
      for (let i = 0; i < iterations; i++) {
        const { gradients } = lossAndGradient(member.workload.problem, network, loss, member.parameters);
        updateParameters(optimizer, member.optimizer, member.parameters, gradients);
      }
    }
  }

  async measure(metrics: Parameters<Program['measure']>[0]): Promise<Measurement[]> {
    const { network, loss } = this.#shape;
    return this.#members.map(({ workload: { problem }, parameters, optimizer }, i) => {
      const r = residuals(problem, network, parameters);
      const losses = { objective: meanLoss(loss, r), mse: meanLoss({ kind: 'mse' }, r) };
      let gradients: readonly Float64Array[] | undefined;
      const snapshot = snapshotOf({
        network,
        problem,
        losses,
        flowTime: optimizer.flowTime,
        predictions: () => predictions(problem, network, parameters),
        parameter: (k) => parameters[k]!,
        gradient: (k) => (gradients ??= lossAndGradient(problem, network, loss, parameters).gradients)[k]!,
        endTensor: () => endTensor(network, parameters),
        endGradient: () => endTensorGradient(tensorProblem(problem), loss, r),
      });
      return { losses, values: metrics[i]?.measure(snapshot) ?? new Float64Array(0) };
    });
  }

  async state(): Promise<RunState[]> {
    return this.#members.map(({ parameters, optimizer }) => ({
      iteration: optimizer.iteration,
      meanSquare: optimizer.meanSquare,
      decayPowers: [...optimizer.decayPowers],
      flowTime: optimizer.flowTime,
      parameters: joined(parameters),
      slots: optimizer.slots.map(joined),
    }));
  }

  dispose(): void {
    this.#members = [];
  }

  #split(values: Float32Array | Float64Array): Float64Array[] {
    let at = 0;
    return this.#shape.network.parameters.map(({ rows, cols }) =>
      Float64Array.from(values.subarray(at, (at += rows * cols))),
    );
  }
}

const joined = (parts: readonly Float64Array[]): Float64Array =>
  Float64Array.from(parts.flatMap((part) => Array.from(part)));
