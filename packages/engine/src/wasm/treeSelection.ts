/**
 * Which rows of a tree's nodes a selection of entries needs, and how they meet in its joins. Rows are numbered anew, in the order
 * of the plan's tuples; a leaf keeps all rows of its matrix. Selecting happens for every batch, so nothing is allocated for it.
 */
import type { Pairing, TreePlan } from '@ranksweep/core';
import type { Address, Arena } from './arena.ts';

/**
 * Rows of a join grouped by the row of one operand: those that use operand row u are
 * `tuple[starts[u]] ... tuple[starts[u + 1] - 1]`, ascending; `other` holds the other operand's row of each.
 */
export interface SegmentBuffers {
  readonly starts: Address;
  readonly tuple: Address;
  readonly other: Address;
}

/** Row t of a join multiplies row leftIndex[t] of the left operand with row rightIndex[t] of the right one. */
export interface JoinBuffers {
  readonly leftIndex: Address;
  readonly rightIndex: Address;
  readonly ofLeft: SegmentBuffers;
  readonly ofRight: SegmentBuffers;
}

/** The kernels' whole memory as integers: the one at an address is at address / 4. */
type Memory = Int32Array;

export class TreeSelection {
  /** By node: how many rows it has now, and at most. */
  readonly rows: Int32Array;
  readonly capacities: Int32Array;
  /** By node, for joins. */
  readonly joins: readonly (JoinBuffers | undefined)[];
  /** Of the last join, if it is a gather. */
  readonly last: JoinBuffers | undefined;
  readonly #arena: Arena;
  readonly #plan: TreePlan;
  /** By node: the plan's tuple of every row, ascending; undefined for leaves, and nodes as long as these. */
  readonly #tuplesOf: (Int32Array | undefined)[] = [];
  /** A bit for every tuple of one node, all 0 between uses, and the row of every tuple that is met. */
  readonly #isMet: Int32Array;
  readonly #rowOf: Int32Array;
  /** 0, 1, 2, ... */
  readonly #ascending: Address;

  constructor(arena: Arena, plan: TreePlan) {
    const { nodes, head, batchSize: most } = plan;
    this.#arena = arena;
    this.#plan = plan;
    this.capacities = new Int32Array(nodes.length);
    nodes.forEach((node, nu) => {
      const keepsAll = node.kind === 'leaf' || (node.kind === 'unary' && !this.#tuplesOf[node.child]);
      const capacity = keepsAll || head.kind === 'dense' ? node.tuples : Math.min(node.tuples, most);
      this.capacities[nu] = capacity;
      this.#tuplesOf.push(keepsAll ? undefined : new Int32Array(capacity));
    });
    this.rows = this.capacities.map((capacity, nu) => (this.#tuplesOf[nu] === undefined ? capacity : 0));
    const mostTuples = nodes.reduce((largest, { tuples }) => Math.max(largest, tuples), 0);
    this.#isMet = new Int32Array((mostTuples >>> 5) + 1);
    this.#rowOf = new Int32Array(mostTuples);
    this.#ascending = arena.copyOf(
      new Int32Array(this.capacities.reduce((a, b) => Math.max(a, b), 0)).map((_, t) => t),
    );
    this.joins = nodes.map((node, nu) =>
      node.kind === 'join' ? this.#ascendingJoin(node.pairing, this.capacities[nu]!) : undefined,
    );
    this.last = head.kind === 'gather' ? this.#anyJoin(head.pairing, most) : undefined;
  }

  /** Selects as many entries as can be, from entry 0 on; a dense last join has all of them. */
  selectFirst(): void {
    const { head, batchSize, left, right } = this.#plan;
    if (head.kind === 'gather') {
      this.select(new Int32Array(batchSize).map((_, s) => s));
      return;
    }
    for (const operand of [left, right]) {
      const tuples = this.#tuplesOf[operand];
      if (tuples === undefined) continue;
      for (let t = 0; t < tuples.length; t++) tuples[t] = t;
      this.rows[operand] = tuples.length;
    }
    this.#arena.editIntegers((memory) => this.#descend(memory));
  }

  /**
   * @param entries numbers of entries, in any order; they may repeat
   * @throws RangeError for more than the plan's `batchSize`
   */
  select(entries: Int32Array): void {
    const { head, batchSize } = this.#plan;
    if (head.kind !== 'gather') throw new TypeError('entries are selected where they are gathered');
    if (entries.length > batchSize) {
      throw new RangeError(`expected at most ${batchSize} selected samples, found ${entries.length}`);
    }
    const { left, right, leftIndex, rightIndex } = head.pairing;
    const buffers = this.last!;
    const count = entries.length;
    this.#arena.editIntegers((memory) => {
      this.#number(memory, left, leftIndex, entries, count, buffers.leftIndex);
      this.#number(memory, right, rightIndex, entries, count, buffers.rightIndex);
      group(memory, buffers.leftIndex, buffers.rightIndex, count, this.rows[left]!, buffers.ofLeft);
      group(memory, buffers.rightIndex, buffers.leftIndex, count, this.rows[right]!, buffers.ofRight);
      this.#descend(memory);
    });
  }

  /** From the operands of the last join, whose tuples are known, to all nodes below. */
  #descend(memory: Memory): void {
    const { nodes } = this.#plan;
    for (let nu = nodes.length - 1; nu >= 0; nu--) {
      const node = nodes[nu]!;
      const tuples = this.#tuplesOf[nu];
      if (node.kind === 'leaf' || tuples === undefined) continue;
      const count = this.rows[nu]!;
      if (node.kind === 'unary') {
        const below = this.#tuplesOf[node.child]!;
        for (let t = 0; t < count; t++) below[t] = tuples[t]!;
        this.rows[node.child] = count;
        continue;
      }
      const { left, right, leftIndex, rightIndex } = node.pairing;
      const buffers = this.joins[nu]!;
      this.#numberAscending(memory, left, leftIndex, tuples, count, buffers);
      this.#number(memory, right, rightIndex, tuples, count, buffers.rightIndex);
      group(memory, buffers.rightIndex, buffers.leftIndex, count, this.rows[right]!, buffers.ofRight);
    }
  }

  /** Finds the rows of an operand that are met, and writes the row index[picks[t]] of every t. */
  #number(
    memory: Memory,
    operand: number,
    index: Int32Array,
    picks: Int32Array,
    count: number,
    rowIndex: Address,
  ): void {
    const out = rowIndex >>> 2;
    const tuples = this.#tuplesOf[operand];
    if (tuples === undefined) {
      for (let t = 0; t < count; t++) memory[out + t] = index[picks[t]!]!;
      return;
    }
    const [isMet, rowOf] = [this.#isMet, this.#rowOf];
    for (let t = 0; t < count; t++) {
      const tuple = index[picks[t]!]!;
      isMet[tuple >>> 5]! |= 1 << tuple;
    }
    let rows = 0;
    const words = (this.#plan.nodes[operand]!.tuples + 31) >>> 5;
    for (let w = 0; w < words; w++) {
      let bits = isMet[w]!;
      if (bits === 0) continue;
      isMet[w] = 0;
      for (; bits !== 0; bits &= bits - 1) {
        const tuple = 32 * w + 31 - Math.clz32(bits & -bits);
        tuples[rows] = tuple;
        rowOf[tuple] = rows++;
      }
    }
    for (let t = 0; t < count; t++) memory[out + t] = rowOf[index[picks[t]!]!]!;
    this.rows[operand] = rows;
  }

  /** The same where index[picks[t]] never falls, together with the segments of that operand. */
  #numberAscending(
    memory: Memory,
    operand: number,
    index: Int32Array,
    picks: Int32Array,
    count: number,
    { leftIndex, ofLeft }: JoinBuffers,
  ): void {
    const [out, starts] = [leftIndex >>> 2, ofLeft.starts >>> 2];
    const tuples = this.#tuplesOf[operand];
    let row = -1;
    if (tuples === undefined) {
      for (let t = 0; t < count; t++) {
        const own = index[picks[t]!]!;
        while (row < own) memory[starts + ++row] = t;
        memory[out + t] = own;
      }
      const rows = this.rows[operand]!;
      while (row < rows) memory[starts + ++row] = count;
      return;
    }
    let tuple = -1;
    for (let t = 0; t < count; t++) {
      const own = index[picks[t]!]!;
      if (own !== tuple) {
        tuples[++row] = tuple = own;
        memory[starts + row] = t;
      }
      memory[out + t] = row;
    }
    memory[starts + row + 1] = count;
    this.rows[operand] = row + 1;
  }

  /** Rows that ascend are grouped by their left operand as they are. */
  #ascendingJoin({ left, right }: Pairing, most: number): JoinBuffers {
    const [leftIndex, rightIndex] = [this.#integers(most), this.#integers(most)];
    const starts = this.#integers(this.capacities[left]! + 1);
    return {
      leftIndex,
      rightIndex,
      ofLeft: { starts, tuple: this.#ascending, other: rightIndex },
      ofRight: this.#segments(right, most),
    };
  }

  #anyJoin({ left, right }: Pairing, most: number): JoinBuffers {
    return {
      leftIndex: this.#integers(most),
      rightIndex: this.#integers(most),
      ofLeft: this.#segments(left, most),
      ofRight: this.#segments(right, most),
    };
  }

  #segments(operand: number, most: number): SegmentBuffers {
    return {
      starts: this.#integers(this.capacities[operand]! + 1),
      tuple: this.#integers(most),
      other: this.#integers(most),
    };
  }

  #integers(count: number): Address {
    return this.#arena.allocate(Int32Array.BYTES_PER_ELEMENT * count);
  }
}

/** Stable counting sort by `key`, so that each segment is summed in ascending order. */
function group(
  memory: Memory,
  key: Address,
  other: Address,
  count: number,
  segments: number,
  out: SegmentBuffers,
): void {
  const [keys, others] = [key >>> 2, other >>> 2];
  const [starts, tuple, otherOut] = [out.starts >>> 2, out.tuple >>> 2, out.other >>> 2];
  // Counts are kept one place further on than where segments start, so that placing a tuple moves its segment's end there.
  for (let u = 0; u <= segments; u++) memory[starts + u] = 0;
  for (let t = 0; t < count; t++) {
    const u = memory[keys + t]!;
    if (u + 2 <= segments) memory[starts + u + 2]!++;
  }
  for (let u = 2; u <= segments; u++) memory[starts + u]! += memory[starts + u - 1]!;
  for (let t = 0; t < count; t++) {
    const at = memory[starts + memory[keys + t]! + 1]!++;
    memory[tuple + at] = t;
    memory[otherOut + at] = memory[others + t]!;
  }
}
