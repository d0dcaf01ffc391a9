/** The end tensor of a run in the kernels' memory, for snapshots. */
import { endTensorPlan, type DenseHead, type Plan, type Workload } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
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
    this.#own = hasSameValues(plan, whole) ? undefined : createEvaluator(kernels, arena, whole, parameters);
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

/** Whether both plans' dense last joins have the same values. */
function hasSameValues(plan: Plan, whole: Plan): boolean {
  if (plan.kind !== 'tree' || whole.kind !== 'tree') return plan.kind === whole.kind;
  const shapeOf = ({ nodes, left, right }: Extract<Plan, { kind: 'tree' }>): string =>
    JSON.stringify([left, right, nodes.map(({ modes, tuples }) => [modes, tuples])]);
  return plan.head.kind === 'dense' && shapeOf(plan) === shapeOf(whole);
}
