/** Executes a chain plan: a matrix factorization. */
import type { ChainPlan } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Address, Arena } from './arena.ts';
import type { Evaluator, ParameterBuffers } from './evaluator.ts';
import { Gemm, zeroMatrix, type MatrixBuffer } from './gemm.ts';

/** W_1 W_2 ... W_L from the left. */
export class ChainEvaluator implements Evaluator {
  readonly count: number;
  readonly #gemm: Gemm;
  readonly #parameters: ParameterBuffers;
  /** products[l] = W_1 ... W_(l+1); the first is W_1 itself. */
  readonly #products: MatrixBuffer[];
  /** d objective / d products[l]; the first is the gradient of W_1 itself. */
  readonly #deltas: MatrixBuffer[];

  constructor(kernels: Kernels, arena: Arena, plan: ChainPlan, parameters: ParameterBuffers) {
    const { values, gradients } = parameters;
    const rows = plan.head.rows;
    this.#parameters = parameters;
    this.#gemm = new Gemm(kernels);
    this.#products = values.map((W, l) => (l === 0 ? W : zeroMatrix(arena, rows, W.cols)));
    this.#deltas = values.map((W, l) => (l === 0 ? gradients[0]! : zeroMatrix(arena, rows, W.cols)));
    for (const { rows: inner, cols } of values) {
      this.#gemm.reserve(rows, cols, inner);
      this.#gemm.reserve(inner, cols, rows);
      this.#gemm.reserve(rows, inner, cols);
    }
    this.#gemm.allocateScratch(arena);
    this.count = rows * plan.head.cols;
  }

  get values(): Address {
    return this.#products.at(-1)!.address;
  }

  get valueGradients(): Address {
    return this.#deltas.at(-1)!.address;
  }

  forward(): void {
    const { values } = this.#parameters;
    for (let l = 1; l < values.length; l++) {
      this.#gemm.product(this.#products[l - 1]!, values[l]!, this.#products[l]!.address);
    }
  }

  backward(): void {
    const { values, gradients } = this.#parameters;
    for (let l = values.length - 1; l >= 1; l--) {
      this.#gemm.transposedLeft(this.#products[l - 1]!, this.#deltas[l]!, gradients[l]!.address);
      this.#gemm.transposedRight(this.#deltas[l]!, values[l]!, this.#deltas[l - 1]!.address);
    }
  }
}
