/** Turns the values of an evaluator into losses and into the gradient that its backward pass starts from. */
import type { DenseHead, LossConfig, Plan, Problem, SamplesProblem, SensingProblem } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Losses } from '../engine.ts';
import type { Arena } from './arena.ts';
import type { Evaluator } from './evaluator.ts';
import { Residuals } from './residuals.ts';

export interface Objective {
  /** The observations that count from now on, by number; at first none. Those of samples are what the evaluator evaluates. */
  select(batch: Int32Array): void;
  /** Losses at the evaluator's values. */
  losses(): Losses;
  /** The predictions of all observations at the evaluator's values, (n_obs). Valid until anything else is called. */
  predictions(): Float32Array;
  /** Writes d objective / d values into the evaluator's `valueGradients`. */
  gradient(): void;
}

interface ObjectiveOptions<Of extends Problem> {
  readonly kernels: Kernels;
  readonly arena: Arena;
  readonly problem: Of;
  readonly head: Plan['head'];
  readonly evaluator: Evaluator;
  readonly loss: LossConfig;
}

/** @param mostSelected the most samples that are evaluated together */
export function createObjective(options: ObjectiveOptions<Problem>, mostSelected: number): Objective {
  const { problem, head } = options;
  switch (problem.kind) {
    case 'completion':
      return completionObjective({ ...options, problem });
    case 'samples':
      return samplesObjective({ ...options, problem }, mostSelected);
    case 'sensing':
      if (head.kind !== 'dense') throw new TypeError('measurements act on a dense last join');
      return sensingObjective({ ...options, problem, head });
  }
}

function completionObjective({
  kernels,
  arena,
  problem: { y },
  head,
  evaluator,
  loss,
}: ObjectiveOptions<Problem>): Objective {
  const cellOf = head.kind === 'dense' ? head.cellOf : undefined;
  const residuals = new Residuals(kernels, arena, loss, evaluator.count);
  return {
    select: (batch) => {
      const places = cellOf === undefined ? batch : batch.map((s) => cellOf[s]!);
      residuals.observe(places, valuesAt(y, batch));
    },
    losses: () => residuals.losses(evaluator.values),
    predictions: () => {
      const values = arena.floats(evaluator.values, evaluator.count);
      return cellOf === undefined ? values : valuesAt(values, cellOf);
    },
    gradient: () => residuals.gradient(evaluator.values, evaluator.valueGradients),
  };
}

/** Every selected sample has one value, in the order of the selection. */
function samplesObjective(
  { kernels, arena, problem: { y }, evaluator, loss }: ObjectiveOptions<SamplesProblem>,
  mostSelected: number,
): Objective {
  const residuals = new Residuals(kernels, arena, loss, mostSelected);
  return {
    select: (batch) => residuals.observeAll(valuesAt(y, batch)),
    losses: () => residuals.losses(evaluator.values),
    predictions: () => arena.floats(evaluator.values, evaluator.count),
    gradient: () => residuals.gradient(evaluator.values, evaluator.valueGradients),
  };
}

/** predictions = A vec(W_e). The gradient A^T e goes back to the cells of the dense last join. */
function sensingObjective({
  kernels,
  arena,
  problem,
  head,
  evaluator,
  loss,
}: ObjectiveOptions<SensingProblem> & { readonly head: DenseHead }): Objective {
  const samples = problem.y.length;
  const cells = evaluator.count;
  // Store A with its columns in the order of the cells, and its transpose, so that both passes read memory in order.
  const A = arena.filled(samples * cells, (rows) => {
    head.cellOf.forEach((cell, entry) => {
      for (let k = 0; k < samples; k++) rows[k * cells + cell] = problem.measurements[k * cells + entry]!;
    });
  });
  const transposed = arena.filled(samples * cells, (columns) => {
    head.cellOf.forEach((cell, entry) => {
      for (let k = 0; k < samples; k++)
        columns[cell * samples + k] = problem.measurements[k * cells + entry]!;
    });
  });
  const predictions = arena.zeros(samples);
  const e = arena.zeros(samples);
  const residuals = new Residuals(kernels, arena, loss, samples);
  const predict = (): void =>
    kernels.vectorMatrix(cells, samples, evaluator.values, transposed, samples, predictions);
  return {
    select: (batch) => residuals.observe(batch, valuesAt(problem.y, batch)),
    losses: () => {
      predict();
      return residuals.losses(predictions);
    },
    predictions: () => {
      predict();
      return arena.floats(predictions, samples);
    },
    gradient: () => {
      predict();
      residuals.gradient(predictions, e);
      kernels.vectorMatrix(samples, cells, e, A, cells, evaluator.valueGradients);
    },
  };
}

/** A loop: `Float32Array.from` with a function takes a quarter of an iteration of samples. */
function valuesAt(values: Float32Array, places: Int32Array): Float32Array {
  const chosen = new Float32Array(places.length);
  for (let k = 0; k < places.length; k++) chosen[k] = values[places[k]!]!;
  return chosen;
}
