/** The end tensor of a run in the kernels' memory, for snapshots. */
import { endTensorPlan, type DenseHead, type Workload } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import { haveSameValues } from '../sameValues.ts';
import type { Address, Arena } from './arena.ts';
import { createEvaluator } from './createEvaluator.ts';
import type { Evaluator, ParameterBuffers } from './evaluator.ts';
import { Gather } from './gather.ts';

/** All entries of W_e. They come from the training plan's dense product if that has them all, otherwise from a separate plan. */
export class EndTensor {
  readonly #arena: Arena;
  readonly #cells: Gather;
  readonly #own: Evaluator | undefined;
  readonly #values: Address;
  readonly #count: number;
  readonly #tensor: Float32Array;

  constructor(
    kernels: Kernels,
    arena: Arena,
    { network, plan }: Workload,
    parameters: ParameterBuffers,
    training: Evaluator,
  ) {
    this.#arena = arena;
    const whole = endTensorPlan(network);
    this.#cells = new Gather((whole.head as DenseHead).cellOf);
    this.#own = haveSameValues(plan, whole) ? undefined : createEvaluator(kernels, arena, whole, parameters);
    const evaluator = this.#own ?? training;
    this.#values = evaluator.values;
    this.#count = evaluator.count;
    this.#tensor = new Float32Array(this.#cells.count);
  }

  /** Row-major, after the training evaluator's `forward`; overwritten by the next call. */
  read(): Float32Array {
    this.#own?.forward();
    this.#cells.apply(this.#arena.floats(this.#values, this.#count), this.#tensor);
    return this.#tensor;
  }
}
