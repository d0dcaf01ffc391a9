/** Executes a blocks plan: CP on samples of very many modes. */
import type { BlocksPlan } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Address, Arena } from './arena.ts';
import type { ParameterBuffers, SampleEvaluator } from './evaluator.ts';

/**
 * Gradients are quotients: d(product) / d(factor) = product / factor. A factor closer to zero than this counts as this far from
 * zero. The error is 2^-40 times the rest of the product, while rounding a factor of 1 already costs 2^-24 of it.
 */
const SMALLEST_FACTOR = 2 ** -40;

export class BlocksEvaluator implements SampleEvaluator {
  #count: number;
  readonly values: Address;
  readonly valueGradients: Address;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #plan: BlocksPlan;
  /** R, padded. */
  readonly #width: number;
  #rows = 0;
  /** For each row of the plan, its number among those that the selection needs; -1 if it needs it not. */
  readonly #localOf: Int32Array;
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
  constructor(
    kernels: Kernels,
    arena: Arena,
    plan: BlocksPlan,
    parameters: ParameterBuffers,
    most = plan.entries,
  ) {
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
    const rows = plan.factorRows + plan.left.length;
    this.#localOf = new Int32Array(rows).fill(-1);
    this.#left = arena.copyOf(plan.left);
    this.#right = arena.copyOf(plan.right);
    this.#rowOf = arena.copyOf(new Int32Array(most * plan.head.blocks));
    this.#table = arena.zeros(rows * this.#width);
    this.#sums = arena.zeros(rows * this.#width);
    this.#products = arena.zeros(most * this.#width);
    this.values = arena.zeros(most);
    this.valueGradients = arena.zeros(most);
    this.#count = most;
  }

  get count(): number {
    return this.#count;
  }

  select(samples: Int32Array): void {
    const { factorRows, left, right, head } = this.#plan;
    const localOf = this.#localOf.fill(-1);
    for (let row = 0; row < factorRows; row++) localOf[row] = row;
    for (const s of samples)
      for (let b = 0; b < head.blocks; b++) localOf[head.rowOf[s * head.blocks + b]!] = 0;
    for (let t = left.length - 1; t >= 0; t--) {
      if (localOf[factorRows + t]! < 0) continue;
      localOf[left[t]!] = 0;
      localOf[right[t]!] = 0;
    }
    const [localLeft, localRight] = [
      this.#arena.integers(this.#left, left.length),
      this.#arena.integers(this.#right, left.length),
    ];
    for (let row = 0; row < factorRows; row++) localOf[row] = row;
    let products = 0;
    for (let t = 0; t < left.length; t++) {
      if (localOf[factorRows + t]! < 0) continue;
      localLeft[products] = localOf[left[t]!]!;
      localRight[products] = localOf[right[t]!]!;
      localOf[factorRows + t] = factorRows + products++;
    }
    const rowOf = this.#arena.integers(this.#rowOf, samples.length * head.blocks);
    let at = 0;
    for (const s of samples)
      for (let b = 0; b < head.blocks; b++) rowOf[at++] = localOf[head.rowOf[s * head.blocks + b]!]!;
    this.#count = samples.length;
    this.#rows = factorRows + products;
  }

  forward(): void {
    if (this.#rows === 0) this.select(new Int32Array(this.#count).map((_, s) => s));
    const { factorRows, width, head } = this.#plan;
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
    this.#kernels.multiplyRows(
      this.#rows - factorRows,
      this.#width,
      this.#left,
      this.#right,
      table,
      factorRows,
    );
    this.#kernels.sampleProducts(
      this.#count,
      head.blocks,
      this.#width,
      this.#rowOf,
      table,
      this.#products,
      this.values,
    );
  }

  backward(): void {
    const { factorRows, width, head } = this.#plan;
    const sums = this.#sums;
    this.#arena.floats(sums, this.#rows * this.#width).fill(0);
    this.#kernels.addSampleProducts(
      this.#count,
      head.blocks,
      this.#width,
      this.#rowOf,
      this.valueGradients,
      this.#products,
      sums,
    );
    this.#kernels.addToOperands(
      this.#rows - factorRows,
      this.#width,
      this.#left,
      this.#right,
      sums,
      factorRows,
    );
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
