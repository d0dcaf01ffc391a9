/**
 * A tree on samples, of any depth, whose numbers must stay within float32's range. Products that are too large stay infinite or
 * NaN up to the values. Those that are too small become 0, which the values do not show, and nothing is learned from them.
 */
import type { TreePlan } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Arena } from './arena.ts';
import type { ParameterBuffers } from './evaluator.ts';
import type { MatrixBuffer } from './gemm.ts';
import { TreeEvaluator, type NodeResult } from './treeEvaluator.ts';

/**
 * The largest number of a row must not be smaller. What the row loses to underflow, which sets in at 2^-126, is then no more than
 * rounding loses of its largest number.
 */
const SMALLEST_EXPONENT = -100;
const SMALLEST = 2 ** SMALLEST_EXPONENT;

/** What float32 adds to exponents. */
const EXPONENT_BIAS = 127;

export class CheckedTreeEvaluator extends TreeEvaluator {
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #plan: TreePlan;
  readonly #parameters: ParameterBuffers;

  constructor(kernels: Kernels, arena: Arena, plan: TreePlan, parameters: ParameterBuffers) {
    super(kernels, arena, plan, parameters);
    this.#kernels = kernels;
    this.#arena = arena;
    this.#plan = plan;
    this.#parameters = parameters;
  }

  /**
   * @throws RangeError if all numbers of a row, which is what a node makes of one index tuple, are below SMALLEST, though no matrix at or
   *   below the node is zero
   */
  override forward(): void {
    super.forward();
    for (let i = 0; i < this.results.length; i++) {
      const result = this.results[i]!;
      if (!this.#hasSmall(result.matrix) || !this.#hasSmallRow(result.matrix) || this.#isZero(result))
        continue;
      const { modes } = this.#plan.nodes[result.node]!;
      throw new RangeError(
        `model: expected numbers of at least ${SMALLEST.toExponential(1)}, which float32 holds precisely, in every row, found a row ` +
          `without one at the node whose ${modes.length} modes begin with mode ${modes[0]}; products of so many small weights vanish, ` +
          'which init.scheme unit avoids',
      );
    }
  }

  /** Whether any number is below SMALLEST, which is quickly said and hardly ever so. */
  #hasSmall({ address, rows, cols }: MatrixBuffer): boolean {
    const count = rows * cols;
    const inFours = count - (count % 4);
    const least = (this.#kernels.exponentRange(inFours, address) & 255) - EXPONENT_BIAS;
    if (least < SMALLEST_EXPONENT) return true;
    return inFours < count && this.#arena.floats(address + 4 * inFours, count - inFours).some(isSmall);
  }

  #hasSmallRow({ address, rows, cols }: MatrixBuffer): boolean {
    const numbers = this.#arena.floats(address, rows * cols);
    for (let i = 0; i < numbers.length; i += cols) {
      if (numbers.subarray(i, i + cols).every(isSmall)) return true;
    }
    return false;
  }

  /** Whether numbers are 0 because the weights, or a matrix at or below their node, are. */
  #isZero({ node, weights }: NodeResult): boolean {
    return (weights !== undefined && this.#isZeroMatrix(weights)) || this.#isZeroNode(node);
  }

  #isZeroNode(nu: number): boolean {
    const node = this.#plan.nodes[nu]!;
    if (node.parameter !== undefined && this.#isZeroMatrix(node.parameter)) return true;
    if (node.kind === 'leaf') return false;
    if (node.kind === 'unary') return this.#isZeroNode(node.child);
    return this.#isZeroNode(node.pairing.left) || this.#isZeroNode(node.pairing.right);
  }

  #isZeroMatrix(parameter: number): boolean {
    const { address, rows, cols } = this.#parameters.values[parameter]!;
    return this.#kernels.sumOfAbsolutes(rows * cols, address) === 0;
  }
}

/** NaN is not. */
const isSmall = (x: number): boolean => Math.abs(x) < SMALLEST;
