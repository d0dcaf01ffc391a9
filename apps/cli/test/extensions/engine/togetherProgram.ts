/** A cohort in arrays with a leading member axis: every update is applied to all members before the next. */
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
  updateParameters,
  type Network,
  type OptimizerState,
  type Snapshot,
  type Workload,
} from '@ranksweep/core';
import { Slots, type Member, type Program, type ProgramShape, type SlotRequest } from '@ranksweep/engine';

/** What is told of a program, so that a test sees who went on with whom. */
export type Happening =
  | { readonly kind: 'compile'; readonly slots: number }
  /** @param others loaded already; `applied`: updates that the program has applied */
  | { readonly kind: 'load'; readonly others: number; readonly applied: number }
  | { readonly kind: 'advance'; readonly members: number };

interface Loaded {
  readonly workload: Workload;
  /** Views into the arrays of all members. */
  readonly parameters: Float64Array[];
  readonly optimizer: OptimizerState;
}

export function togetherProgram(
  { example, cohort }: ProgramShape,
  tell: (happening: Happening) => void,
): Program {
  const { network } = example;
  const slots = new Slots<Loaded>(cohort);
  /** (cohort, rows * cols) of each parameter matrix. */
  const parameters = network.parameters.map(({ rows, cols }) => new Float64Array(cohort * rows * cols));
  const rowsOf = (slot: number): Float64Array[] =>
    parameters.map((all) => all.subarray((slot * all.length) / cohort, ((slot + 1) * all.length) / cohort));
  let applied = 0;
  const step = (): void => {
    const gradients = slots.loaded.map(
      ({ workload: { problem, config }, parameters: own }) =>
        lossAndGradient(problem, network, config.loss, own).gradients,
    );
    slots.loaded.forEach(({ workload: { config }, optimizer, parameters: own }, i) =>
      updateParameters(config.optimizer, optimizer, own, gradients[i]!),
    );
    applied++;
  };
  tell({ kind: 'compile', slots: cohort });
  return {
    async load(slot, { workload, state }) {
      const own = rowsOf(slot);
      split(network, state.parameters).forEach((matrix, k) => own[k]!.set(matrix));
      const optimizer = {
        ...state,
        decayPowers: [...state.decayPowers] satisfies number[] as [number, number],
        slots: state.slots.map((kept) => split(network, kept)),
      };
      tell({ kind: 'load', others: slots.loaded.length, applied });
      slots.replace(slot, { workload, parameters: own, optimizer });
    },
    async unload(slot) {
      slots.replace(slot, undefined);
      for (const matrix of rowsOf(slot)) matrix.fill(NaN);
    },
    async advance(iterations) {
      tell({ kind: 'advance', members: slots.loaded.length });
      for (let i = 0; i < iterations; i++) step();
    },
    measure: async (requests) => requests.map((request) => measured(slots.at(request.slot), request)),
    async state(slot) {
      const { parameters: own, optimizer } = slots.at(slot);
      const { iteration, meanSquare, decayPowers, flowTime } = optimizer;
      const kept = optimizer.slots.map(joined);
      return { iteration, meanSquare, decayPowers, flowTime, parameters: joined(own), slots: kept };
    },
    dispose() {},
  };
}

function measured({ workload, parameters, optimizer }: Loaded, { needs }: SlotRequest): Snapshot {
  const { problem, network, config } = workload;
  const r = residuals(problem, network, parameters);
  const losses = {
    objective: meanLoss(config.loss, r, problem.y),
    mse: meanLoss({ kind: 'mse' }, r, problem.y),
  };
  const quantities = plainQuantities({
    network,
    problem,
    predictions: () => predictions(problem, network, parameters),
    testPredictions: () => new Float64Array(0),
    parameter: (k) => parameters[k]!,
    gradient: (k) => lossAndGradient(problem, network, config.loss, parameters).gradients[k]!,
    endTensor: () => endTensor(network, parameters),
    endGradient: () => endTensorGradient(tensorProblem(problem), config.loss, r),
  });
  const { flowTime } = optimizer;
  return snapshotOf({ network, problem, losses, flowTime }, findAll(needs, quantities));
}

function split(network: Network, values: Member['state']['parameters']): Float64Array[] {
  let at = 0;
  return network.parameters.map(({ rows, cols }) =>
    Float64Array.from(values.subarray(at, (at += rows * cols))),
  );
}

const joined = (parts: readonly Float64Array[]): Float64Array =>
  Float64Array.from(parts.flatMap((part) => Array.from(part)));
