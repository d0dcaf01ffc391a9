/** Executes a tree plan: CP and hierarchical factorizations. */
import type { Pairing, TreePlan } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Address, Arena } from './arena.ts';
import type { ParameterBuffers, SampleEvaluator } from './evaluator.ts';
import { Gemm, type MatrixBuffer } from './gemm.ts';
import { TreeSelection, type JoinBuffers, type SegmentBuffers } from './treeSelection.ts';

/** One step up a tree, and the matching step back. */
interface Step {
  forward(): void;
  backward(): void;
}

/** A product or an output of a node above the leaves, or the output of a node with the weights of the root. */
export interface NodeResult {
  readonly node: number;
  readonly matrix: MatrixBuffer;
  /** The weights, if it has them. */
  readonly weights?: number;
}

export class TreeEvaluator implements SampleEvaluator {
  readonly values: Address;
  readonly valueGradients: Address;
  /** In the order in which `forward` finds them. */
  readonly results: NodeResult[] = [];
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #gemm: Gemm;
  readonly #selection: TreeSelection;
  readonly #steps: Step[] = [];
  /** By node: its output, (D, R), and d objective / d output. */
  readonly #outputs: MatrixBuffer[] = [];
  readonly #deltas: MatrixBuffer[] = [];
  #count: number;

  constructor(kernels: Kernels, arena: Arena, plan: TreePlan, parameters: ParameterBuffers) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#gemm = new Gemm(kernels);
    this.#selection = new TreeSelection(arena, plan);
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
    this.#count = head.kind === 'dense' ? head.rows * head.cols : plan.batchSize;
    this.values = arena.zeros(this.#count);
    this.valueGradients = arena.zeros(this.#count);
    this.#addLastJoin(plan, parameters);
    this.#gemm.allocateScratch(arena);
    this.#selection.selectFirst();
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
  }

  backward(): void {
    for (let i = this.#steps.length - 1; i >= 0; i--) this.#steps[i]!.backward();
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
    this.results.push({ node, matrix: output });
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
    this.results.push({ node, matrix: product });
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
    this.results.push({ node: plan.left, matrix: weighted, weights: plan.weights });
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
