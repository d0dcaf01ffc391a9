/** Which rows of a plan's blocks a selection of samples needs. Selecting happens for every batch, so nothing is allocated for it. */
import type { BlocksPlan, ModeBlock } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Address, Arena } from './arena.ts';

/** The rows of a block that are needed have numbers of their own: first those of all its factors, then those of products. */
export interface SelectedBlock {
  readonly block: ModeBlock;
  /** The row of each selected sample. */
  readonly rowOf: Address;
  /** For each product the rows of its operands. */
  readonly left: Address;
  readonly right: Address;
  products: number;
}

/** A block as the plan numbers its rows. */
interface PlannedBlock {
  readonly groupStarts: Address;
  readonly left: Address;
  readonly right: Address;
  /** The row of each selected sample. */
  readonly rowOf: Address;
}

/** The kernels read the rows of so many samples, and of so many blocks, at once. */
const TILE = 8;
const inTiles = (count: number): number => TILE * Math.ceil(count / TILE);

export class BlocksSelection {
  readonly blocks: readonly SelectedBlock[];
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #plan: BlocksPlan;
  readonly #planned: readonly PlannedBlock[];
  readonly #samples: Address;
  /** Samples between the rows of two blocks. */
  readonly #stride: number;
  /** (n, blocks) of the plan, and of the selection (blocks, stride). */
  readonly #rowOf: Address;
  readonly #selectedRowOf: Address;
  /** Working memory of selectRows. */
  readonly #marks: Address;
  readonly #order: Address;
  readonly #numberOf: Address;

  constructor(kernels: Kernels, arena: Arena, plan: BlocksPlan) {
    const { batchSize, head } = plan;
    this.#kernels = kernels;
    this.#arena = arena;
    this.#plan = plan;
    // Rows have numbers of one type throughout.
    const Rows = head.rowOf instanceof Uint16Array ? Uint16Array : Int32Array;
    const bytes = Rows.BYTES_PER_ELEMENT;
    this.#samples = arena.allocate(4 * batchSize);
    this.#stride = inTiles(batchSize);
    this.#rowOf = arena.copyOf(head.rowOf);
    this.#selectedRowOf = arena.allocate(bytes * this.#stride * inTiles(head.blocks.length));
    this.#planned = head.blocks.map((block, b) => ({
      groupStarts: arena.copyOf(block.groupStarts),
      left: arena.copyOf(Rows.from(block.left)),
      right: arena.copyOf(Rows.from(block.right)),
      rowOf: this.#selectedRowOf + bytes * this.#stride * b,
    }));
    this.blocks = head.blocks.map((block) => ({
      block,
      rowOf: arena.allocate(4 * batchSize),
      left: arena.allocate(4 * block.mostProducts),
      right: arena.allocate(4 * block.mostProducts),
      products: 0,
    }));
    const most = Math.max(...head.blocks.map(({ factorRows, left }) => factorRows + left.length));
    this.#marks = arena.allocate(most);
    this.#order = arena.allocate(bytes * (most + TILE));
    this.#numberOf = arena.allocate(bytes * most);
  }

  /** @throws RangeError for more than the plan's `batchSize` */
  select(samples: Int32Array): void {
    const { batchSize, head } = this.#plan;
    const count = samples.length;
    if (count > batchSize) {
      throw new RangeError(`expected at most ${batchSize} selected samples, found ${count}`);
    }
    this.#arena.integers(this.#samples, count).set(samples);
    const { gatherRows16, gatherRows32, selectRows16, selectRows32 } = this.#kernels;
    const [gatherRows, selectRows] =
      head.rowOf instanceof Uint16Array ? [gatherRows16, selectRows16] : [gatherRows32, selectRows32];
    gatherRows(count, this.#samples, head.blocks.length, this.#rowOf, this.#stride, this.#selectedRowOf);
    this.#planned.forEach(({ groupStarts, left, right, rowOf }, b) => {
      const selected = this.blocks[b]!;
      const { factorRows, groupStarts: starts } = selected.block;
      selected.products = selectRows(
        count,
        rowOf,
        factorRows,
        starts.length - 1,
        groupStarts,
        left,
        right,
        this.#marks,
        this.#order,
        this.#numberOf,
        selected.rowOf,
        selected.left,
        selected.right,
      );
    });
  }
}
