/** Singular values of one matricization of the end tensor, and of tensors near it. */
import { bidiagonalSingularValues, matricization, numelOf } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Address, Arena } from './arena.ts';
import { Gather } from './gather.ts';

export class Spectrum {
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #rows: number;
  readonly #cols: number;
  /** Positions in the tensor of the matrix's elements, in row-major order. */
  readonly #positions: Gather;
  readonly #matrix: Address;
  readonly #direction: Address;
  readonly #diagonal: Address;
  readonly #superdiagonal: Address;
  readonly #scratch: Address;

  /** @param modes the modes in the rows, numbered from 1 */
  constructor(kernels: Kernels, arena: Arena, dims: readonly number[], modes: readonly number[]) {
    const everyPosition = new Float64Array(numelOf(dims)).map((_, i) => i);
    const { rows, cols, values } = matricization(everyPosition, dims, modes);
    const [longer, shorter] = [Math.max(rows, cols), Math.min(rows, cols)];
    this.#kernels = kernels;
    this.#arena = arena;
    this.#rows = rows;
    this.#cols = cols;
    this.#positions = new Gather(Int32Array.from(values));
    this.#matrix = arena.allocate(4 * rows * cols);
    this.#direction = arena.allocate(4 * rows * cols);
    this.#diagonal = arena.allocate(8 * shorter);
    this.#superdiagonal = arena.allocate(8 * shorter);
    this.#scratch = arena.allocate(kernels.bidiagonalizeScratchBytes(longer, shorter));
  }

  /** All singular values of a row-major tensor, descending; all NaN if an entry is not finite. */
  of(tensor: Float32Array): Float64Array {
    this.#place(tensor, this.#matrix);
    return this.#values(this.#matrix, 0);
  }

  /** Returns a function of h that gives the singular values of tensor + h direction. Sums and products are in float64. */
  along(tensor: Float32Array, direction: Float32Array): (h: number) => Float64Array {
    this.#place(tensor, this.#matrix);
    this.#place(direction, this.#direction);
    return (h) => this.#values(this.#direction, h);
  }

  #place(tensor: Float32Array, matrix: Address): void {
    this.#positions.apply(tensor, this.#arena.floats(matrix, this.#rows * this.#cols));
  }

  #values(direction: Address, h: number): Float64Array {
    const [rows, cols] = [this.#rows, this.#cols];
    // The kernel takes at most as many columns as rows, so a wide matrix is transposed through its strides.
    const [m, n, rowStride, colStride] = rows >= cols ? [rows, cols, cols, 1] : [cols, rows, 1, cols];
    this.#kernels.bidiagonalize(
      m,
      n,
      this.#matrix,
      direction,
      h,
      rowStride,
      colStride,
      this.#diagonal,
      this.#superdiagonal,
      this.#scratch,
    );
    return bidiagonalSingularValues(
      this.#arena.doubles(this.#diagonal, n),
      this.#arena.doubles(this.#superdiagonal, n - 1),
    );
  }
}
