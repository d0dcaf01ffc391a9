/** Executes a tree plan: CP and hierarchical factorizations. */
import type { Pairing, Segments, TreePlan } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Address, Arena } from './arena.ts';
import type { ParameterBuffers, SampleEvaluator } from './evaluator.ts';
import { Gemm, zeroMatrix, type MatrixBuffer } from './gemm.ts';

/** One step up a tree, and the matching step back. */
interface Step {
  forward(): void;
  backward(): void;
}

export class TreeEvaluator implements SampleEvaluator {
  readonly count: number;
  readonly values: Address;
  readonly valueGradients: Address;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #gemm: Gemm;
  readonly #steps: Step[] = [];
  /** By node: its output, (D, R), and d objective / d output. */
  readonly #outputs: MatrixBuffer[] = [];
  readonly #deltas: MatrixBuffer[] = [];

  constructor(kernels: Kernels, arena: Arena, plan: TreePlan, parameters: ParameterBuffers) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#gemm = new Gemm(kernels);
    for (const node of plan.nodes) {
      switch (node.kind) {
        case 'leaf':
          this.#outputs.push(parameters.values[node.parameter]!);
          this.#deltas.push(parameters.gradients[node.parameter]!);
          break;
        case 'unary':
          this.#addMatrix(this.#outputs[node.child]!, this.#deltas[node.child]!, node.parameter, parameters);
          break;
        case 'join': {
          const [product, delta] = this.#addJoin(node.pairing, node.tuples, node.inputWidth);
          if (node.parameter === undefined) {
            this.#outputs.push(product);
            this.#deltas.push(delta);
          } else {
            this.#addMatrix(product, delta, node.parameter, parameters);
          }
        }
      }
    }
    this.count = plan.head.kind === 'dense' ? plan.head.rows * plan.head.cols : plan.entries;
    this.values = arena.zeros(this.count);
    this.valueGradients = arena.zeros(this.count);
    this.#addLastJoin(plan, parameters);
    this.#gemm.allocateScratch(arena);
  }

  select(samples: Int32Array): void {
    if (samples.length !== this.count) throw new TypeError('a tree is evaluated for all samples');
  }

  forward(): void {
    for (const step of this.#steps) step.forward();
  }

  backward(): void {
    for (let i = this.#steps.length - 1; i >= 0; i--) this.#steps[i]!.backward();
  }

  /** Output = input W. The output becomes the next node. */
  #addMatrix(
    input: MatrixBuffer,
    inputDelta: MatrixBuffer,
    parameter: number,
    parameters: ParameterBuffers,
  ): void {
    const W = parameters.values[parameter]!;
    const dW = parameters.gradients[parameter]!;
    const output = zeroMatrix(this.#arena, input.rows, W.cols);
    const delta = zeroMatrix(this.#arena, input.rows, W.cols);
    const gemm = this.#gemm;
    gemm.reserve(input.rows, W.cols, W.rows);
    gemm.reserve(W.rows, W.cols, input.rows);
    gemm.reserve(input.rows, W.rows, W.cols);
    this.#outputs.push(output);
    this.#deltas.push(delta);
    this.#steps.push({
      forward: () => gemm.product(input, W, output.address),
      backward: () => {
        gemm.transposedLeft(input, delta, dW.address);
        gemm.transposedRight(delta, W, inputDelta.address);
      },
    });
  }

  /** Multiplies rows of the two operands elementwise. Returns the product and its gradient. */
  #addJoin(pairing: Pairing, tuples: number, width: number): [product: MatrixBuffer, delta: MatrixBuffer] {
    const [product, delta] = [zeroMatrix(this.#arena, tuples, width), zeroMatrix(this.#arena, tuples, width)];
    const [left, right] = [this.#outputs[pairing.left]!, this.#outputs[pairing.right]!];
    const [leftDelta, rightDelta] = [this.#deltas[pairing.left]!, this.#deltas[pairing.right]!];
    const leftIndex = this.#arena.copyOf(pairing.leftIndex);
    const rightIndex = this.#arena.copyOf(pairing.rightIndex);
    const ofLeft = this.#segments(pairing.bySegmentsOfLeft);
    const ofRight = this.#segments(pairing.bySegmentsOfRight);
    const kernels = this.#kernels;
    this.#steps.push({
      forward: () =>
        kernels.gatherProduct(
          tuples,
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

  #segments({ starts, tuple, other }: Segments): SegmentBuffers {
    return {
      starts: this.#arena.copyOf(starts),
      tuple: this.#arena.copyOf(tuple),
      other: this.#arena.copyOf(other),
    };
  }

  /** Values = sum over r of left o weights o right, for every cell or for every entry. */
  #addLastJoin(plan: TreePlan, parameters: ParameterBuffers): void {
    const [left, right] = [this.#outputs[plan.left]!, this.#outputs[plan.right]!];
    const [leftDelta, rightDelta] = [this.#deltas[plan.left]!, this.#deltas[plan.right]!];
    const kernels = this.#kernels;
    const products =
      plan.head.kind === 'dense'
        ? this.#denseProducts(left.rows, right.rows, plan.width)
        : this.#gatheredProducts(plan.head.pairing, plan.width);
    if (plan.weights === undefined) {
      this.#steps.push({
        forward: () => products.forward(left, right),
        backward: () => products.backward(left, right, leftDelta, rightDelta),
      });
      return;
    }
    const w = parameters.values[plan.weights]!.address;
    const dw = parameters.gradients[plan.weights]!.address;
    const weighted = zeroMatrix(this.#arena, left.rows, plan.width);
    const { rows, cols } = weighted;
    this.#steps.push({
      forward: () => {
        kernels.scaleColumns(rows, cols, left.address, w, weighted.address);
        products.forward(weighted, right);
      },
      backward: () => {
        products.backward(weighted, right, leftDelta, rightDelta); // leftDelta: d objective / d (left o w)
        kernels.columnDots(rows, cols, left.address, leftDelta.address, dw);
        kernels.scaleColumns(rows, cols, leftDelta.address, w, leftDelta.address);
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
  #gatheredProducts(pairing: Pairing, width: number): LastProducts {
    const kernels = this.#kernels;
    const leftIndex = this.#arena.copyOf(pairing.leftIndex);
    const rightIndex = this.#arena.copyOf(pairing.rightIndex);
    const ofLeft = this.#segments(pairing.bySegmentsOfLeft);
    const ofRight = this.#segments(pairing.bySegmentsOfRight);
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

interface SegmentBuffers {
  readonly starts: Address;
  readonly tuple: Address;
  readonly other: Address;
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
