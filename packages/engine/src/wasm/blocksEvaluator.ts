/**
 * Executes a blocks plan: CP on samples of very many modes. It works on one block after the other, whose rows need not be kept:
 * they and the products of the samples stay in the second-level cache.
 */
import type { BlocksPlan, ModeBlock } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Address, Arena } from './arena.ts';
import { BlocksSelection, type SelectedBlock } from './blocksSelection.ts';
import type { ParameterBuffers, SampleEvaluator } from './evaluator.ts';
import { exponentRangeOf, isNormal, joined, ONE_TO_TWO, plus, type ExponentRange } from './exponentRange.ts';
import { SampleProducts } from './sampleProducts.ts';

/**
 * Gradients are quotients: d(product) / d(factor) = product / factor. A factor closer to zero than this counts as this far from
 * zero. The error is 2^-40 times the rest of the product, while rounding a factor of 1 already costs 2^-24 of it. The quotient keeps
 * all its bits while the rest is above 2^-86, since the product is then a normal number; 2^-64 would leave only 2^-62.
 */
const SMALLEST_FACTOR = 2 ** -40;

export class BlocksEvaluator implements SampleEvaluator {
  readonly values: Address;
  readonly valueGradients: Address;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #plan: BlocksPlan;
  /** R, padded. */
  readonly #width: number;
  readonly #factors: Address;
  readonly #gradients: Address;
  readonly #selection: BlocksSelection;
  /** For each factor row, where it begins in the parameters and in their gradients, in floats. */
  readonly #starts: Address;
  /** (rows, width) of one block: the values of its rows, and the sums over all samples of e times the products that contain them. */
  readonly #table: Address;
  readonly #sums: Address;
  readonly #products: SampleProducts;
  #count: number;
  #isSelected = false;

  /** @param parameters values and gradients, laid out alike from the addresses of their first matrices */
  constructor(kernels: Kernels, arena: Arena, plan: BlocksPlan, parameters: ParameterBuffers) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#plan = plan;
    this.#width = paddedWidth(plan.width);
    this.#factors = parameters.values[0]!.address;
    this.#gradients = parameters.gradients[0]!.address;
    const starts = parameters.values.flatMap(({ address, rows, cols }) =>
      Array.from(
        { length: (rows * cols) / plan.width },
        (_, i) => (address - this.#factors) / 4 + i * plan.width,
      ),
    );
    this.#starts = arena.copyOf(Int32Array.from(starts));
    this.#selection = new BlocksSelection(kernels, arena, plan);
    const { batchSize, head } = plan;
    const rows = Math.max(...head.blocks.map((block) => block.factorRows + block.mostProducts));
    this.#table = arena.zeros(rows * this.#width);
    this.#sums = arena.zeros(rows * this.#width);
    this.#products = new SampleProducts(kernels, arena, batchSize, this.#width);
    this.#count = batchSize;
    this.values = arena.zeros(batchSize);
    this.valueGradients = arena.zeros(batchSize);
  }

  /** Samples that are selected; before the first selection as many as can be. */
  get count(): number {
    return this.#count;
  }

  select(samples: Int32Array): void {
    this.#selection.select(samples);
    this.#count = samples.length;
    this.#isSelected = true;
  }

  forward(): void {
    if (!this.#isSelected) this.select(Int32Array.from({ length: this.#count }, (_, s) => s));
    const [products, table] = [this.#products, this.#table];
    products.begin(this.#count);
    for (const selected of this.#selection.blocks) {
      const ofTable = this.#computeTable(selected);
      if (isNormal(plus(ofTable, ONE_TO_TWO))) products.multiply(selected.rowOf, table, ofTable);
      else products.multiplySplit(selected.rowOf, table, this.#splitTable(selected));
    }
    products.sum(this.#plan.width, this.values);
  }

  backward(): void {
    const kernels = this.#kernels;
    const [count, width, sums, terms] = [this.#count, this.#width, this.#sums, this.#products.address];
    kernels.scaleRows(count, width, terms, this.valueGradients, terms); // The products are not needed any more.
    for (const { block, products, rowOf, left, right } of this.#selection.blocks) {
      const { factorRows } = block;
      this.#arena.floats(sums, (factorRows + products) * width).fill(0);
      kernels.addToRows(count, width, rowOf, terms, sums);
      kernels.addToOperands(products, width, left, right, sums, factorRows);
      kernels.factorGradients(
        factorRows,
        this.#plan.width,
        width,
        sums,
        this.#factors,
        this.#startsOf(block),
        SMALLEST_FACTOR,
        this.#gradients,
      );
    }
  }

  /** @returns the range of the rows' exponents */
  #computeTable({ block, products, left, right }: SelectedBlock): ExponentRange {
    const { factorRows } = block;
    const [width, table] = [this.#width, this.#table];
    this.#kernels.factorRows(
      factorRows,
      this.#plan.width,
      width,
      this.#factors,
      this.#startsOf(block),
      SMALLEST_FACTOR,
      table,
    );
    const ofFactors = this.#kernels.exponentRange(factorRows * width, table);
    const ofProducts = this.#kernels.multiplyRows(products, width, left, right, table, factorRows);
    return joined(exponentRangeOf(ofFactors), exponentRangeOf(ofProducts));
  }

  /** The same table with exponents. @returns where the exponents are, in memory that only backward passes use otherwise */
  #splitTable({ block, products, left, right }: SelectedBlock): Address {
    const { factorRows } = block;
    const [width, table, exponents] = [this.#width, this.#table, this.#sums];
    this.#kernels.splitRows(factorRows * width, table, exponents);
    this.#kernels.multiplySplitRows(products, width, left, right, table, exponents, factorRows);
    return exponents;
  }

  #startsOf({ firstFactorRow }: ModeBlock): Address {
    return this.#starts + 4 * firstFactorRow;
  }
}

/** Rows of these widths need no tail code; 16 floats fill a cache line. */
const paddedWidth = (width: number): number => (width <= 4 ? 4 : width <= 8 ? 8 : Math.ceil(width / 16) * 16);
