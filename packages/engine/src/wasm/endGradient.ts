/**
 * dL/dW_e in the kernels' memory, for snapshots. The backward pass starts from this gradient, which has one value per entry of
 * the tensor.
 */
import { tensorProblem, type Workload } from '@ranksweep/core';
import type { Arena } from './arena.ts';
import type { Evaluator } from './evaluator.ts';

export class EndGradient {
  readonly #arena: Arena;
  readonly #training: Evaluator;
  /** For each tensor entry that reaches the objective: its index among the evaluator's values, and its position in the tensor. */
  readonly #values: Int32Array;
  readonly #positions: Int32Array;
  readonly #tensor: Float32Array;

  /** @throws InputError for samples, which do not determine an end tensor */
  constructor(arena: Arena, workload: Workload, training: Evaluator) {
    const problem = tensorProblem(workload.problem);
    const { head } = workload.plan;
    const everyPosition = Int32Array.from(problem.target, (_, position) => position);
    this.#arena = arena;
    this.#training = training;
    this.#positions = problem.kind === 'completion' ? problem.observed : everyPosition;
    this.#values = head.kind === 'dense' ? head.cellOf : this.#positions.map((_, s) => s);
    this.#tensor = new Float32Array(problem.target.length);
  }

  /** Row-major, after the objective's `gradient`; overwritten by the next call. */
  read(): Float32Array {
    const { valueGradients, count } = this.#training;
    const values = this.#arena.floats(valueGradients, count);
    const positions = this.#positions;
    for (let s = 0; s < positions.length; s++) this.#tensor[positions[s]!] = values[this.#values[s]!]!;
    return this.#tensor;
  }
}
