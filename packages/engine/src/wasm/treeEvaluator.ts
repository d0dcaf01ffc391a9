/** Executes a tree plan: CP and hierarchical factorizations. */
import type { Pairing, TreePlan } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Address, Arena } from './arena.ts';
import type { ParameterBuffers, SampleEvaluator } from './evaluator.ts';
import { Gemm, type MatrixBuffer } from './gemm.ts';
import { TreeSelection, type JoinBuffers, type SegmentBuffers } from './treeSelection.ts';

/**
 * A node's largest numbers must not be smaller. What the node loses to underflow, which sets in at 2^-126, is then no more than
 * rounding loses of its largest numbers.
 */
const SMALLEST = 2 ** -100;

/** One step up a tree, and the matching step back. */
interface Step {
  forward(): void;
  backward(): void;
}

export class TreeEvaluator implements SampleEvaluator {
  readonly values: Address;
  readonly valueGradients: Address;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #gemm: Gemm;
  readonly #plan: TreePlan;
  readonly #parameters: ParameterBuffers;
  readonly #selection: TreeSelection;
  readonly #steps: Step[] = [];
  /** By node: its output, (D, R), and d objective / d output. */
  readonly #outputs: MatrixBuffer[] = [];
  readonly #deltas: MatrixBuffer[] = [];
  /** All products and outputs above the leaves. */
  readonly #results: { readonly node: number; readonly matrix: MatrixBuffer }[] = [];
  readonly #selects: boolean;
  #count: number;

  /** @param most the most entries that are selected together. Default: all are evaluated, for good */
  constructor(kernels: Kernels, arena: Arena, plan: TreePlan, parameters: ParameterBuffers, most?: number) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#gemm = new Gemm(kernels);
    this.#plan = plan;
    this.#parameters = parameters;
    this.#selection = new TreeSelection(arena, plan, most ?? plan.entries);
    this.#selects = most !== undefined;
    plan.nodes.forEach((node, nu) => {
      switch (node.kind) {
        case 'leaf':
          this.#outputs.push(parameters.values[node.parameter]!);
          this.#deltas.push(parameters.gradients[node.parameter]!);
          break;
        case 'unary':
          this.#addMatrix(
            nu,
            this.#outputs[node.child]!,
            this.#deltas[node.child]!,
            node.parameter,
            parameters,
          );
          break;
        case 'join': {
          const [product, delta] = this.#addJoin(nu, node.pairing, node.inputWidth);
          if (node.parameter === undefined) {
            this.#outputs.push(product);
            this.#deltas.push(delta);
          } else {
            this.#addMatrix(nu, product, delta, node.parameter, parameters);
          }
        }
      }
    });
    const { head } = plan;
    this.#count = head.kind === 'dense' ? head.rows * head.cols : (most ?? plan.entries);
    this.values = arena.zeros(this.#count);
    this.valueGradients = arena.zeros(this.#count);
    this.#addLastJoin(plan, parameters);
    this.#gemm.allocateScratch(arena);
    if (!this.#selects) this.#selection.selectAll();
  }

  get count(): number {
    return this.#count;
  }

  select(samples: Int32Array): void {
    this.#selection.select(samples);
    this.#count = samples.length;
  }

  forward(): void {
    for (const step of this.#steps) step.forward();
    if (this.#selects) this.#requireInRange();
  }

  backward(): void {
    for (let i = this.#steps.length - 1; i >= 0; i--) this.#steps[i]!.backward();
  }

  /**
   * Products that are too large stay infinite or NaN up to the values. Those that are too small become 0, which the values do not
   * show, and nothing is learned from them.
   * @throws RangeError if all products or outputs of a node are below SMALLEST, though no matrix at or below it is zero
   */
  #requireInRange(): void {
    for (let i = 0; i < this.#results.length; i++) {
      const { node, matrix } = this.#results[i]!;
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
    if (node.parameter !== undefined && this.#magnitude(this.#parameters.values[node.parameter]!) === 0)
      return true;
    if (node.kind === 'leaf') return false;
    if (node.kind === 'unary') return this.#isZero(node.child);
    return this.#isZero(node.pairing.left) || this.#isZero(node.pairing.right);
  }

  #magnitude({ address, rows, cols }: MatrixBuffer): number {
    return this.#kernels.sumOfAbsolutes(rows * cols, address);
  }

  /** A product or output, or its gradient, with room for as many rows as the node can have. */
  #matrix(node: number, cols: number): MatrixBuffer {
    const { rows, capacities } = this.#selection;
    return {
      address: this.#arena.zeros(capacities[node]! * cols),
      cols,
      get rows() {
        return rows[node]!;
      },
    };
  }

  /** Output = input W. The output is that of the node. */
  #addMatrix(
    node: number,
    input: MatrixBuffer,
    inputDelta: MatrixBuffer,
    parameter: number,
    parameters: ParameterBuffers,
  ): void {
    const W = parameters.values[parameter]!;
    const dW = parameters.gradients[parameter]!;
    const [output, delta] = [this.#matrix(node, W.cols), this.#matrix(node, W.cols)];
    const gemm = this.#gemm;
    const most = this.#selection.capacities[node]!;
    gemm.reserve(most, W.cols, W.rows);
    gemm.reserve(W.rows, W.cols, most);
    gemm.reserve(most, W.rows, W.cols);
    this.#outputs.push(output);
    this.#deltas.push(delta);
    this.#results.push({ node, matrix: output });
    this.#steps.push({
      forward: () => gemm.product(input, W, output.address),
      backward: () => {
        gemm.transposedLeft(input, delta, dW.address);
        gemm.transposedRight(delta, W, inputDelta.address);
      },
    });
  }

  /** Multiplies rows of the two operands elementwise. Returns the product and its gradient. */
  #addJoin(node: number, pairing: Pairing, width: number): [product: MatrixBuffer, delta: MatrixBuffer] {
    const [product, delta] = [this.#matrix(node, width), this.#matrix(node, width)];
    this.#results.push({ node, matrix: product });
    const [left, right] = [this.#outputs[pairing.left]!, this.#outputs[pairing.right]!];
    const [leftDelta, rightDelta] = [this.#deltas[pairing.left]!, this.#deltas[pairing.right]!];
    const { leftIndex, rightIndex, ofLeft, ofRight } = this.#selection.joins[node]!;
    const kernels = this.#kernels;
    this.#steps.push({
      forward: () =>
        kernels.gatherProduct(
          product.rows,
          width,
          left.address,
          leftIndex,
          right.address,
          rightIndex,
          product.address,
        ),
      backward: () => {
        sumSegments(kernels, ofLeft, delta, right, leftDelta);
        sumSegments(kernels, ofRight, delta, left, rightDelta);
      },
    });
    return [product, delta];
  }

  /** Values = sum over r of left o weights o right, for every cell or for every entry. */
  #addLastJoin(plan: TreePlan, parameters: ParameterBuffers): void {
    const [left, right] = [this.#outputs[plan.left]!, this.#outputs[plan.right]!];
    const [leftDelta, rightDelta] = [this.#deltas[plan.left]!, this.#deltas[plan.right]!];
    const kernels = this.#kernels;
    const products =
      plan.head.kind === 'dense'
        ? this.#denseProducts(plan.head.rows, plan.head.cols, plan.width)
        : this.#gatheredProducts(this.#selection.last!, plan.width);
    if (plan.weights === undefined) {
      this.#steps.push({
        forward: () => products.forward(left, right),
        backward: () => products.backward(left, right, leftDelta, rightDelta),
      });
      return;
    }
    const w = parameters.values[plan.weights]!.address;
    const dw = parameters.gradients[plan.weights]!.address;
    const weighted = this.#matrix(plan.left, plan.width);
    const { cols } = weighted;
    this.#steps.push({
      forward: () => {
        kernels.scaleColumns(left.rows, cols, left.address, w, weighted.address);
        products.forward(weighted, right);
      },
      backward: () => {
        products.backward(weighted, right, leftDelta, rightDelta); // leftDelta: d objective / d (left o w)
        kernels.columnDots(left.rows, cols, left.address, leftDelta.address, dw);
        kernels.scaleColumns(left.rows, cols, leftDelta.address, w, leftDelta.address);
      },
    });
  }

  /** F = left right^T */
  #denseProducts(rows: number, cols: number, width: number): LastProducts {
    const gemm = this.#gemm;
    gemm.reserve(rows, cols, width);
    gemm.reserve(rows, width, cols);
    gemm.reserve(cols, width, rows);
    const E: MatrixBuffer = { address: this.valueGradients, rows, cols };
    return {
      forward: (left, right) => gemm.transposedRight(left, right, this.values),
      backward: (left, right, leftDelta, rightDelta) => {
        gemm.product(E, right, leftDelta.address);
        gemm.transposedLeft(E, left, rightDelta.address);
      },
    };
  }

  /** f[s] = <left[l_s], right[r_s]> */
  #gatheredProducts({ leftIndex, rightIndex, ofLeft, ofRight }: JoinBuffers, width: number): LastProducts {
    const kernels = this.#kernels;
    const e = this.valueGradients;
    return {
      forward: (left, right) =>
        kernels.gatherDot(this.count, width, left.address, leftIndex, right.address, rightIndex, this.values),
      backward: (left, right, leftDelta, rightDelta) => {
        sumScaledSegments(kernels, ofLeft, e, right, leftDelta);
        sumScaledSegments(kernels, ofRight, e, left, rightDelta);
      },
    };
  }
}

/** The forward and backward passes of the last join, given its operands. */
interface LastProducts {
  forward(left: MatrixBuffer, right: MatrixBuffer): void;
  backward(left: MatrixBuffer, right: MatrixBuffer, leftDelta: MatrixBuffer, rightDelta: MatrixBuffer): void;
}

/** out[u] = sum over the segment of g[tuple] o x[other] */
function sumSegments(
  kernels: Kernels,
  { starts, tuple, other }: SegmentBuffers,
  g: MatrixBuffer,
  x: MatrixBuffer,
  out: MatrixBuffer,
): void {
  kernels.segmentSumProduct(out.rows, out.cols, starts, tuple, g.address, x.address, other, out.address);
}

/** out[u] = sum over the segment of e[tuple] x[other] */
function sumScaledSegments(
  kernels: Kernels,
  { starts, tuple, other }: SegmentBuffers,
  e: Address,
  x: MatrixBuffer,
  out: MatrixBuffer,
): void {
  kernels.segmentSumScaled(out.rows, out.cols, starts, tuple, e, x.address, other, out.address);
}
