/**
 * A tree on samples, of any depth, whose numbers must stay within float32's range. Products that are too large stay infinite or
 * NaN up to the values. Those that are too small become 0, which the values do not show, and nothing is learned from them.
 */
import type { TreePlan } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Arena } from './arena.ts';
import type { ParameterBuffers } from './evaluator.ts';
import type { MatrixBuffer } from './gemm.ts';
import { TreeEvaluator } from './treeEvaluator.ts';

/**
 * A node's largest numbers must not be smaller. What the node loses to underflow, which sets in at 2^-126, is then no more than
 * rounding loses of its largest numbers.
 */
const SMALLEST = 2 ** -100;

export class CheckedTreeEvaluator extends TreeEvaluator {
  readonly #kernels: Kernels;
  readonly #plan: TreePlan;
  readonly #parameters: ParameterBuffers;

  constructor(kernels: Kernels, arena: Arena, plan: TreePlan, parameters: ParameterBuffers) {
    super(kernels, arena, plan, parameters);
    this.#kernels = kernels;
    this.#plan = plan;
    this.#parameters = parameters;
  }

  /** @throws RangeError if all products or outputs of a node are below SMALLEST, though no matrix at or below it is zero */
  override forward(): void {
    super.forward();
    for (let i = 0; i < this.results.length; i++) {
      const { node, matrix } = this.results[i]!;
      if (!(this.#magnitude(matrix) < SMALLEST) || this.#isZero(node)) continue;
      const { modes } = this.#plan.nodes[node]!;
      throw new RangeError(
        `model: expected numbers of at least ${SMALLEST.toExponential(1)}, which float32 holds precisely, found none at the node ` +
          `whose ${modes.length} modes begin with mode ${modes[0]}; products of so many small weights vanish, which init.scheme ` +
          'unit avoids',
      );
    }
  }

  /** Whether a node's outputs are 0 because a matrix at or below it is. */
  #isZero(nu: number): boolean {
    const node = this.#plan.nodes[nu]!;
    const { parameter } = node;
    if (parameter !== undefined && this.#magnitude(this.#parameters.values[parameter]!) === 0) return true;
    if (node.kind === 'leaf') return false;
    if (node.kind === 'unary') return this.#isZero(node.child);
    return this.#isZero(node.pairing.left) || this.#isZero(node.pairing.right);
  }

  #magnitude({ address, rows, cols }: MatrixBuffer): number {
    return this.#kernels.sumOfAbsolutes(rows * cols, address);
  }
}
