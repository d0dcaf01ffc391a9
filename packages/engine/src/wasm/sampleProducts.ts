/** The products of a batch's samples over the blocks so far. Exponents are kept beside them only where float32 has no room. */
import type { Kernels } from '@ranksweep/kernels';
import type { Address, Arena } from './arena.ts';
import { exponentRangeOf, isNormal, ONE_TO_TWO, plus, type ExponentRange } from './exponentRange.ts';

export class SampleProducts {
  /** (samples, width) */
  readonly address: Address;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #width: number;
  readonly #exponents: Address;
  #count = 0;
  /** Of the floats, whatever their exponents; undefined before the first block. */
  #range: ExponentRange | undefined;
  /** Whether the exponents count. */
  #isSplit = false;

  /**
   * @param most samples
   * @param width columns, padded
   */
  constructor(kernels: Kernels, arena: Arena, most: number, width: number) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#width = width;
    this.address = arena.zeros(most * width);
    this.#exponents = arena.zeros(most * width);
  }

  /** Begins anew: no block has been multiplied. */
  begin(count: number): void {
    this.#count = count;
    this.#range = undefined;
    this.#isSplit = false;
  }

  /** Multiplies the row of each sample. @param ofTable the range of the table's rows, whose products with 1 to 2 are normal */
  multiply(rowOf: Address, table: Address, ofTable: ExponentRange): void {
    const kernels = this.#kernels;
    if (this.#range === undefined) {
      kernels.copyRows(this.#count, this.#width, rowOf, table, this.address);
      this.#range = ofTable;
      return;
    }
    if (!isNormal(plus(ofTable, this.#range))) this.#makeRoom(ofTable);
    kernels.multiplyByRows(this.#count, this.#width, rowOf, table, this.address);
    this.#range = plus(ofTable, this.#range);
  }

  /** The same with a table that has exponents. */
  multiplySplit(rowOf: Address, table: Address, exponents: Address): void {
    const [count, width, products] = [this.#count, this.#width, this.address];
    if (this.#range === undefined) this.#arena.floats(products, count * width).fill(1);
    this.#useExponents();
    this.#kernels.multiplyBySplitRows(count, width, rowOf, table, exponents, products, this.#exponents);
    this.#range = ONE_TO_TWO;
  }

  /** Rounds the products to float32, and sums those of every sample over its columns, of which the rest is padding. */
  sum(cols: number, values: Address): void {
    const [count, width, products] = [this.#count, this.#width, this.address];
    if (this.#isSplit) this.#kernels.joinProducts(count * width, products, this.#exponents);
    this.#kernels.sumRows(count, cols, width, products, values);
  }

  /** The ranges of the blocks add up to more than products take: look at these before they are split. */
  #makeRoom(ofTable: ExponentRange): void {
    const [kernels, size, products] = [this.#kernels, this.#count * this.#width, this.address];
    this.#range = exponentRangeOf(kernels.exponentRange(size, products));
    if (isNormal(plus(ofTable, this.#range))) return;
    this.#useExponents();
    kernels.splitProducts(size, products, this.#exponents);
    this.#range = ONE_TO_TWO;
  }

  #useExponents(): void {
    if (!this.#isSplit) this.#arena.integers(this.#exponents, this.#count * this.#width).fill(0);
    this.#isSplit = true;
  }
}
