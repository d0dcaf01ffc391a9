/**
 * Executes a blocks plan: CP on samples of very many modes. It works on one block after the other, whose rows need not be kept:
 * they and the products of the samples stay in the second-level cache.
 */
import type { BlocksPlan, ModeBlock } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Address, Arena } from './arena.ts';
import type { ParameterBuffers, SampleEvaluator } from './evaluator.ts';
import { exponentRangeOf, isNormal, ONE_TO_TWO, plus, type ExponentRange } from './exponentRange.ts';
import { SampleProducts } from './sampleProducts.ts';

/**
 * Gradients are quotients: d(product) / d(factor) = product / factor. A factor closer to zero than this counts as this far from
 * zero. The error is 2^-40 times the rest of the product, while rounding a factor of 1 already costs 2^-24 of it. The quotient keeps
 * all its bits while the rest is above 2^-86, since the product is then a normal number; 2^-64 would leave only 2^-62.
 */
const SMALLEST_FACTOR = 2 ** -40;

/** A block with its part of the selection. */
interface SelectedBlock {
  readonly block: ModeBlock;
  /** Of the plan: see ModeBlock. */
  readonly groupStarts: Address;
  readonly left: Address;
  readonly right: Address;
  /** For each factor row, where it begins in the parameters and in their gradients, in floats. */
  readonly starts: Address;
  /** Of the selection: the same with the numbers that rows have in it. */
  readonly selectedRowOf: Address;
  readonly selectedLeft: Address;
  readonly selectedRight: Address;
  products: number;
}

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
  readonly #blocks: readonly SelectedBlock[];
  readonly #samples: Address;
  /** (n, blocks) of the plan, and of the selection (blocks, batchSize). */
  readonly #rowOf: Address;
  readonly #selectedRowOf: Address;
  /** Working memory of selectRows. */
  readonly #marks: Address;
  readonly #order: Address;
  readonly #numberOf: Address;
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
    const startsAt = arena.copyOf(Int32Array.from(starts));
    const { batchSize, head } = plan;
    this.#rowOf = arena.copyOf(head.rowOf);
    this.#selectedRowOf = arena.allocate(4 * batchSize * head.blocks.length);
    this.#blocks = head.blocks.map((block, b) => ({
      block,
      groupStarts: arena.copyOf(block.groupStarts),
      left: arena.copyOf(block.left),
      right: arena.copyOf(block.right),
      starts: startsAt + 4 * block.firstFactorRow,
      selectedRowOf: this.#selectedRowOf + 4 * batchSize * b,
      selectedLeft: arena.allocate(4 * block.mostProducts),
      selectedRight: arena.allocate(4 * block.mostProducts),
      products: 0,
    }));
    const mostRows = Math.max(...head.blocks.map(({ factorRows, left }) => factorRows + left.length));
    const rows = Math.max(...head.blocks.map((block) => block.factorRows + block.mostProducts));
    this.#samples = arena.allocate(4 * batchSize);
    this.#marks = arena.allocate(mostRows);
    this.#order = arena.allocate(4 * (mostRows + 1));
    this.#numberOf = arena.allocate(4 * mostRows);
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
    const { batchSize } = this.#plan;
    if (samples.length > batchSize) {
      throw new RangeError(`expected at most ${batchSize} selected samples, found ${samples.length}`);
    }
    this.#arena.integers(this.#samples, samples.length).set(samples);
    this.#count = samples.length;
    this.#isSelected = true;
    const { blocks, rowOf } = this.#plan.head;
    const gatherRows = rowOf instanceof Uint16Array ? this.#kernels.gatherRows16 : this.#kernels.gatherRows32;
    gatherRows(this.#count, this.#samples, blocks.length, this.#rowOf, batchSize, this.#selectedRowOf);
    for (const selected of this.#blocks) {
      const { block } = selected;
      selected.products = this.#kernels.selectRows(
        this.#count,
        selected.selectedRowOf,
        block.factorRows,
        block.groupStarts.length - 1,
        selected.groupStarts,
        selected.left,
        selected.right,
        this.#marks,
        this.#order,
        this.#numberOf,
        selected.selectedLeft,
        selected.selectedRight,
      );
    }
  }

  forward(): void {
    if (!this.#isSelected) this.select(Int32Array.from({ length: this.#count }, (_, s) => s));
    const [products, table] = [this.#products, this.#table];
    products.begin(this.#count);
    for (const selected of this.#blocks) {
      const { selectedRowOf } = selected;
      const ofTable = this.#computeTable(selected);
      if (isNormal(plus(ofTable, ONE_TO_TWO))) products.multiply(selectedRowOf, table, ofTable);
      else products.multiplySplit(selectedRowOf, table, this.#splitTable(selected));
    }
    products.sum(this.#plan.width, this.values);
  }

  backward(): void {
    const kernels = this.#kernels;
    const [count, width, sums, terms] = [this.#count, this.#width, this.#sums, this.#products.address];
    kernels.scaleRows(count, width, terms, this.valueGradients, terms); // The products are not needed any more.
    for (const { block, products, starts, ...selected } of this.#blocks) {
      this.#arena.floats(sums, (block.factorRows + products) * width).fill(0);
      kernels.addToRows(count, width, selected.selectedRowOf, terms, sums);
      const { selectedLeft, selectedRight } = selected;
      kernels.addToOperands(products, width, selectedLeft, selectedRight, sums, block.factorRows);
      kernels.factorGradients(
        block.factorRows,
        this.#plan.width,
        width,
        sums,
        this.#factors,
        starts,
        SMALLEST_FACTOR,
        this.#gradients,
      );
    }
  }

  /** @returns the range of the rows' exponents */
  #computeTable({ block, products, starts, selectedLeft, selectedRight }: SelectedBlock): ExponentRange {
    const { factorRows } = block;
    const [width, table] = [this.#width, this.#table];
    this.#kernels.factorRows(
      factorRows,
      this.#plan.width,
      width,
      this.#factors,
      starts,
      SMALLEST_FACTOR,
      table,
    );
    this.#kernels.multiplyRows(products, width, selectedLeft, selectedRight, table, factorRows);
    return exponentRangeOf(this.#kernels.exponentRange((factorRows + products) * width, table));
  }

  /** The same table with exponents. @returns where the exponents are, in memory that only backward passes use otherwise */
  #splitTable({ block, products, selectedLeft, selectedRight }: SelectedBlock): Address {
    const { factorRows } = block;
    const [width, table, exponents] = [this.#width, this.#table, this.#sums];
    this.#kernels.splitRows(factorRows * width, table, exponents);
    this.#kernels.multiplySplitRows(
      products,
      width,
      selectedLeft,
      selectedRight,
      table,
      exponents,
      factorRows,
    );
    return exponents;
  }
}

/** Rows of these widths need no tail code; 16 floats fill a cache line. */
const paddedWidth = (width: number): number => (width <= 4 ? 4 : width <= 8 ? 8 : Math.ceil(width / 16) * 16);
