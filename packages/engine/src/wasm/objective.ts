/** Turns the values of an evaluator into losses and into the gradient that its backward pass starts from. */
import type { DenseHead, LossConfig, Plan, Problem, SensingProblem } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Losses } from '../engine.ts';
import type { Address, Arena } from './arena.ts';
import type { Evaluator } from './evaluator.ts';

const OBSERVED = -1; // all bits set
const NOT_OBSERVED = 0;

export interface Objective {
  /** Losses at the evaluator's values. */
  losses(): Losses;
  /** The predictions, (n_obs), that the last call of `losses` used. Valid until buffers are allocated or `gradient` is called. */
  predictions(): Float32Array;
  /** Writes d objective / d values into the evaluator's `valueGradients`. */
  gradient(): void;
}

export function createObjective(
  kernels: Kernels,
  arena: Arena,
  problem: Problem,
  head: Plan['head'],
  evaluator: Evaluator,
  loss: LossConfig,
): Objective {
  if (problem.kind !== 'sensing') {
    const residuals = new Residuals(
      kernels,
      arena,
      loss,
      problem,
      observedCells(problem, head, evaluator.count),
    );
    return {
      losses: () => residuals.losses(evaluator.values),
      predictions: () => {
        const values = arena.floats(evaluator.values, evaluator.count);
        return head.kind === 'dense' ? Float32Array.from(head.cellOf, (cell) => values[cell]!) : values;
      },
      gradient: () => residuals.gradient(evaluator.values, evaluator.valueGradients),
    };
  }
  if (head.kind !== 'dense') throw new TypeError('measurements act on a dense last join');
  return sensingObjective(kernels, arena, problem, head, evaluator, loss);
}

/** For every value of the evaluator: its target, and whether it is observed. */
interface Observations {
  readonly targets: Float32Array;
  readonly mask: Int32Array;
}

function observedCells(
  problem: Exclude<Problem, SensingProblem>,
  head: Plan['head'],
  count: number,
): Observations {
  if (head.kind !== 'dense') return { targets: problem.y, mask: new Int32Array(count).fill(OBSERVED) };
  const targets = new Float32Array(count);
  const mask = new Int32Array(count).fill(NOT_OBSERVED);
  head.cellOf.forEach((cell, s) => {
    targets[cell] = problem.y[s]!;
    mask[cell] = OBSERVED;
  });
  return { targets, mask };
}

/** predictions = A vec(W_e). The gradient A^T e goes back to the cells of the dense last join. */
function sensingObjective(
  kernels: Kernels,
  arena: Arena,
  problem: SensingProblem,
  head: DenseHead,
  evaluator: Evaluator,
  loss: LossConfig,
): Objective {
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
  const residuals = new Residuals(kernels, arena, loss, problem, {
    targets: problem.y,
    mask: new Int32Array(samples).fill(OBSERVED),
  });
  const predict = (): void =>
    kernels.vectorMatrix(cells, samples, evaluator.values, transposed, samples, predictions);
  return {
    losses: () => {
      predict();
      return residuals.losses(predictions);
    },
    predictions: () => arena.floats(predictions, samples),
    gradient: () => {
      predict();
      residuals.gradient(predictions, e);
      kernels.vectorMatrix(samples, cells, e, A, cells, evaluator.valueGradients);
    },
  };
}

/** Masked residuals of `count` predictions, their mean loss over n_obs samples and its gradient. */
class Residuals {
  readonly #kernels: Kernels;
  readonly #loss: LossConfig;
  readonly #count: number;
  readonly #samples: number;
  readonly #targets: Address;
  readonly #mask: Address;
  readonly #residuals: Address;

  constructor(
    kernels: Kernels,
    arena: Arena,
    loss: LossConfig,
    problem: Problem,
    observations: Observations,
  ) {
    this.#kernels = kernels;
    this.#loss = loss;
    this.#count = observations.targets.length;
    this.#samples = problem.y.length;
    this.#targets = arena.copyOf(observations.targets);
    this.#mask = arena.copyOf(observations.mask);
    this.#residuals = arena.zeros(this.#count);
  }

  losses(predictions: Address): Losses {
    const r = this.#residuals;
    this.#subtract(predictions, r);
    const mse = this.#kernels.sumOfSquares(this.#count, r) / this.#samples;
    switch (this.#loss.kind) {
      case 'mse':
        return { objective: mse, mse };
      case 'l1':
        return { objective: this.#kernels.sumOfAbsolutes(this.#count, r) / this.#samples, mse };
      case 'huber': {
        const sum = this.#kernels.sumOfHuber(this.#count, r, this.#loss.threshold);
        return { objective: sum / this.#samples, mse };
      }
    }
  }

  /** e = l'(r) / n_obs; cells that are not observed get 0. */
  gradient(predictions: Address, e: Address): void {
    const share = 1 / this.#samples;
    this.#subtract(predictions, e);
    switch (this.#loss.kind) {
      case 'mse':
        return this.#kernels.scale(this.#count, e, 2 * share, e);
      case 'l1':
        return this.#kernels.absoluteGradient(this.#count, e, share, e);
      case 'huber':
        return this.#kernels.huberGradient(this.#count, e, this.#loss.threshold, share, e);
    }
  }

  #subtract(predictions: Address, out: Address): void {
    this.#kernels.maskedResidual(this.#count, predictions, this.#targets, this.#mask, out);
  }
}
