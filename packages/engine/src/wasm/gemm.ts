/** Products of row-major matrices without gaps, in the three forms that the forward and backward passes need. */
import type { Kernels } from '@ranksweep/kernels';
import type { Address, Arena } from './arena.ts';

/** A (rows, cols) matrix in the kernels' memory. */
export interface MatrixBuffer {
  readonly address: Address;
  readonly rows: number;
  readonly cols: number;
}

export const zeroMatrix = (arena: Arena, rows: number, cols: number): MatrixBuffer => ({
  address: arena.zeros(rows * cols),
  rows,
  cols,
});

export class Gemm {
  readonly #kernels: Kernels;
  #scratchBytes = 0;
  #scratch: Address = 0;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  /** Prepares for products of these sizes, (m, k) by (k, n). Call it before `allocateScratch`. */
  reserve(m: number, n: number, k: number): void {
    this.#scratchBytes = Math.max(this.#scratchBytes, this.#kernels.gemmScratchBytes(m, n, k));
  }

  allocateScratch(arena: Arena): void {
    this.#scratch = arena.allocate(this.#scratchBytes);
  }

  /** C = A B */
  product(A: MatrixBuffer, B: MatrixBuffer, C: Address): void {
    const { address: a, rows: m, cols: k } = A;
    const { address: b, cols: n } = B;
    this.#kernels.gemm(m, n, k, a, k, 1, b, n, 1, C, n, this.#scratch);
  }

  /** C = A^T B */
  transposedLeft(A: MatrixBuffer, B: MatrixBuffer, C: Address): void {
    const { address: a, rows: k, cols: m } = A;
    const { address: b, cols: n } = B;
    this.#kernels.gemm(m, n, k, a, 1, m, b, n, 1, C, n, this.#scratch);
  }

  /** C = A B^T */
  transposedRight(A: MatrixBuffer, B: MatrixBuffer, C: Address): void {
    const { address: a, rows: m, cols: k } = A;
    const { address: b, rows: n } = B;
    this.#kernels.gemm(m, n, k, a, k, 1, b, 1, k, C, n, this.#scratch);
  }
}
