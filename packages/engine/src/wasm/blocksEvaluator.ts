/** Executes a blocks plan: CP on samples of very many modes. */
import type { BlocksPlan } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Address, Arena } from './arena.ts';
import type { Evaluator, ParameterBuffers } from './evaluator.ts';

/**
 * Gradients are quotients: d(product) / d(factor) = product / factor. A factor closer to zero than this counts as this far from
 * zero. The error is 2^-40 times the rest of the product, while rounding a factor of 1 already costs 2^-24 of it.
 */
const SMALLEST_FACTOR = 2 ** -40;

export class BlocksEvaluator implements Evaluator {
  readonly count: number;
  readonly values: Address;
  readonly valueGradients: Address;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #plan: BlocksPlan;
  /** R, padded. */
  readonly #width: number;
  readonly #rows: number;
  readonly #factors: Address;
  readonly #gradients: Address;
  /** For each factor row, where it begins in the parameters and in their gradients, in floats. */
  readonly #starts: Address;
  readonly #left: Address;
  readonly #right: Address;
  readonly #rowOf: Address;
  /** (rows, width): the values of the rows, and the sums over all samples of e times the products that contain them. */
  readonly #table: Address;
  readonly #sums: Address;
  /** (n, width) */
  readonly #products: Address;

  /** @param parameters values and gradients, laid out alike from the addresses of their first matrices */
  constructor(kernels: Kernels, arena: Arena, plan: BlocksPlan, parameters: ParameterBuffers) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#plan = plan;
    this.#width = paddedWidth(plan.width);
    this.#rows = plan.factorRows + plan.left.length;
    this.#factors = parameters.values[0]!.address;
    this.#gradients = parameters.gradients[0]!.address;
    const starts = parameters.values.flatMap(({ address, rows, cols }) =>
      Array.from(
        { length: (rows * cols) / plan.width },
        (_, i) => (address - this.#factors) / 4 + i * plan.width,
      ),
    );
    this.#starts = arena.copyOf(Int32Array.from(starts));
    this.#left = arena.copyOf(plan.left);
    this.#right = arena.copyOf(plan.right);
    this.#rowOf = arena.copyOf(plan.head.rowOf);
    this.#table = arena.zeros(this.#rows * this.#width);
    this.#sums = arena.zeros(this.#rows * this.#width);
    this.#products = arena.zeros(plan.entries * this.#width);
    this.count = plan.entries;
    this.values = arena.zeros(this.count);
    this.valueGradients = arena.zeros(this.count);
  }

  forward(): void {
    const { factorRows, width, left, head } = this.#plan;
    const table = this.#table;
    this.#kernels.factorRows(
      factorRows,
      width,
      this.#width,
      this.#factors,
      this.#starts,
      SMALLEST_FACTOR,
      table,
    );
    this.#kernels.multiplyRows(left.length, this.#width, this.#left, this.#right, table, factorRows);
    this.#kernels.sampleProducts(
      this.count,
      head.blocks,
      this.#width,
      this.#rowOf,
      table,
      this.#products,
      this.values,
    );
  }

  backward(): void {
    const { factorRows, width, left, head } = this.#plan;
    const sums = this.#sums;
    this.#arena.floats(sums, this.#rows * this.#width).fill(0);
    this.#kernels.addSampleProducts(
      this.count,
      head.blocks,
      this.#width,
      this.#rowOf,
      this.valueGradients,
      this.#products,
      sums,
    );
    this.#kernels.addToOperands(left.length, this.#width, this.#left, this.#right, sums, factorRows);
    this.#kernels.factorGradients(
      factorRows,
      width,
      this.#width,
      sums,
      this.#table,
      this.#starts,
      this.#gradients,
    );
  }
}

/** Rows of these widths need no tail code; 16 floats fill a cache line. */
const paddedWidth = (width: number): number => (width <= 4 ? 4 : width <= 8 ? 8 : Math.ceil(width / 16) * 16);
