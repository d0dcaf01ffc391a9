/**
 * Executes a blocks plan: CP on samples of very many modes. It works on one block after the other, whose rows need not be kept:
 * they and the products of the samples stay in the second-level cache.
 */
import type { BlocksPlan, ModeBlock } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Address, Arena } from './arena.ts';
import type { ParameterBuffers, SampleEvaluator } from './evaluator.ts';

/**
 * Gradients are quotients: d(product) / d(factor) = product / factor. A factor closer to zero than this counts as this far from
 * zero. The error is 2^-40 times the rest of the product, while rounding a factor of 1 already costs 2^-24 of it. A smaller bound
 * would lose more than it gains: gradients would be quotients of products that are denormal or 0.
 */
const SMALLEST_FACTOR = 2 ** -40;

/** A block with its part of the selection. */
interface SelectedBlock {
  readonly block: ModeBlock;
  /** Of the plan: see ModeBlock. */
  readonly rowOf: Address;
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
  /** Working memory of selectRows. */
  readonly #marks: Address;
  readonly #order: Address;
  readonly #numberOf: Address;
  /** (rows, width) of one block: the values of its rows, and the sums over all samples of e times the products that contain them. */
  readonly #table: Address;
  readonly #sums: Address;
  /** (batchSize, width): products of the samples, and their exponents. */
  readonly #products: Address;
  readonly #exponents: Address;
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
    this.#blocks = head.blocks.map((block) => ({
      block,
      rowOf: arena.copyOf(block.rowOf),
      groupStarts: arena.copyOf(block.groupStarts),
      left: arena.copyOf(block.left),
      right: arena.copyOf(block.right),
      starts: startsAt + 4 * block.firstFactorRow,
      selectedRowOf: arena.allocate(4 * batchSize),
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
    this.#products = arena.zeros(batchSize * this.#width);
    this.#exponents = arena.zeros(batchSize * this.#width);
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
    for (const selected of this.#blocks) {
      const { block } = selected;
      selected.products = this.#kernels.selectRows(
        this.#count,
        this.#samples,
        selected.rowOf,
        block.factorRows,
        block.groupStarts.length - 1,
        selected.groupStarts,
        selected.left,
        selected.right,
        this.#marks,
        this.#order,
        this.#numberOf,
        selected.selectedRowOf,
        selected.selectedLeft,
        selected.selectedRight,
      );
    }
  }

  forward(): void {
    if (!this.#isSelected) this.select(Int32Array.from({ length: this.#count }, (_, s) => s));
    const kernels = this.#kernels;
    const [count, width, table] = [this.#count, this.#width, this.#table];
    const [products, exponents] = [this.#products, this.#exponents];
    this.#arena.floats(products, count * width).fill(1);
    this.#arena.integers(exponents, count * width).fill(0);
    let isSplit = true;
    for (const selected of this.#blocks) {
      if (!this.#computeTable(selected)) {
        const tableExponents = this.#splitTable(selected);
        kernels.multiplyBySplitRows(
          count,
          width,
          selected.selectedRowOf,
          table,
          tableExponents,
          products,
          exponents,
        );
        isSplit = true;
      } else if (isSplit) {
        kernels.multiplyByRows(count, width, selected.selectedRowOf, table, products);
        isSplit = false;
      } else {
        // A product of two rows and a number between 1 and 2 is still normal, of three it may not be.
        kernels.multiplyByRowsAndSplit(count, width, selected.selectedRowOf, table, products, exponents);
        isSplit = true;
      }
    }
    kernels.finishProducts(count, this.#plan.width, width, products, exponents, this.values);
  }

  backward(): void {
    const kernels = this.#kernels;
    const [count, width, sums, terms] = [this.#count, this.#width, this.#sums, this.#exponents];
    kernels.scaleRows(count, width, this.#products, this.valueGradients, terms);
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

  /** @returns whether all rows are so far from zero and infinity that two of them can be multiplied */
  #computeTable({ block, products, starts, selectedLeft, selectedRight }: SelectedBlock): boolean {
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
    return this.#kernels.withinRange((factorRows + products) * width, table) === 1;
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
