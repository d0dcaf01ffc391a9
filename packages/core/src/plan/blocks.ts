/**
 * A plan for products of very many factors. Neighbouring modes are grouped into blocks with few distinct patterns among the
 * samples of a batch. Each pattern's product is computed once, and a sample multiplies one row per block. Which modes a block
 * has is decided by the patterns of one typical batch; then the patterns of all samples are numbered.
 */
import type { TreeNetwork } from '../models/network.ts';
import { patternCost, samplePatternCost } from './costModel.ts';
import { productsOfBatch, type BlocksPlan, type FixedTables, type ModeBlock } from './plan.ts';
import { PairNumbering, type Patterns, type PatternOfSample } from './samplePatterns.ts';

/** A mode's factor rows, or the linear output's one row. */
interface Leaf {
  readonly mode: number | undefined;
  readonly firstRow: number;
  readonly rows: number;
}

interface Merger {
  readonly left: Group;
  readonly right: Group;
  /** Among the samples of the typical batch. */
  readonly patterns: number;
}

type Group = Leaf | Merger;

interface GroupInBatch extends Patterns {
  readonly group: Group;
}

/** Whether the network computes only products of these factors: CP, with or without a linear output. */
export const isProductOfRows = ({ tree, matrixOf }: TreeNetwork): boolean =>
  tree.nodes.length === tree.order + 1 && matrixOf.slice(0, tree.order).every((m) => m !== undefined);

/** The largest tables among those that are computed whole for every batch. */
export const MOST_FIXED_PATTERNS = 256;

/**
 * @param network CP
 * @param tuples index tuples of all samples, (n, N) row-major, from 0
 * @param batchSize the most samples that are evaluated together
 */
export function buildBlocksPlan(
  network: TreeNetwork,
  tuples: ArrayLike<number>,
  batchSize: number = tuples.length / network.dims.length,
): BlocksPlan {
  const N = network.dims.length;
  const entries = tuples.length / N;
  const width = network.widthOf[0]!;
  const leaves = leavesOf(network);
  const batch = Math.min(batchSize, entries);
  const drawn = Int32Array.from({ length: batch }, (_, i) => Math.floor((i * entries) / batch));
  const groups = mergedGroups(
    leaves.map((leaf) => ({ ...patternsOfLeaf(leaf, N, tuples, drawn), group: leaf })),
    batch,
    width,
  );
  const numbering = new BlockNumbering(tuples, N, entries, batch);
  const numbered = groups.map((group) => numbering.block(group));
  return {
    kind: 'blocks',
    network,
    entries,
    batchSize: batch,
    width,
    factorRows: leaves.reduce((sum, { rows }) => sum + rows, 0),
    head: { kind: 'blocks', blocks: numbered.map(({ block }) => block), rowOf: rowsOf(numbered, entries) },
    fixedTables: {
      blocks: numbered.reduce((sum, { fixed }) => sum + fixed.blocks, 0),
      products: numbered.reduce((sum, { fixed }) => sum + fixed.products, 0),
    },
  };
}

/** The cost of a typical batch by the cost model. */
export const blocksCost = (plan: BlocksPlan): number =>
  tablesCost(plan, { blocks: plan.head.blocks.length, products: productsOfBatch(plan) });

/** The cost of a batch with so many blocks and products of patterns. */
export const tablesCost = (
  { batchSize, width }: BlocksPlan,
  { blocks, products }: { readonly blocks: number; readonly products: number },
): number => products * patternCost(width) + batchSize * blocks * samplePatternCost(width);

function leavesOf(network: TreeNetwork): Leaf[] {
  let firstRow = 0;
  const leaves = network.dims.map((rows, mode): Leaf => {
    firstRow += rows;
    return { mode, firstRow: firstRow - rows, rows };
  });
  if (network.matrixOf.at(-1) !== undefined) leaves.push({ mode: undefined, firstRow, rows: 1 });
  return leaves;
}

/** The patterns of one mode are its indices. @param drawn the samples; all if left out */
function patternsOfLeaf(
  { mode, rows }: Leaf,
  N: number,
  tuples: ArrayLike<number>,
  drawn: Int32Array | number,
): Patterns {
  const samples = typeof drawn === 'number' ? drawn : drawn.length;
  const ofSample = patternNumbers(samples, rows);
  if (mode === undefined) return { count: rows, ofSample };
  if (typeof drawn === 'number') for (let s = 0; s < samples; s++) ofSample[s] = tuples[s * N + mode]!;
  else for (let i = 0; i < samples; i++) ofSample[i] = tuples[drawn[i]! * N + mode]!;
  return { count: rows, ofSample };
}

/** Uses the narrower type if it is enough, which halves the memory. There is one number for every mode and sample. */
const patternNumbers = (samples: number, patterns: number): PatternOfSample =>
  patterns <= 2 ** 16 ? new Uint16Array(samples) : new Int32Array(samples);

/** Repeatedly merges the two neighbours with the fewest joint patterns, as long as the additional rows pay off. */
function mergedGroups(leaves: readonly GroupInBatch[], samples: number, width: number): Group[] {
  const numbering = new PairNumbering(samples);
  const most = Math.floor((samples * samplePatternCost(width)) / patternCost(width));
  const groups = [...leaves];
  // Lower bound on the joint patterns of group b and the next: a merger never has fewer than its operands had.
  const atLeast = new Array<number>(groups.length - 1).fill(0);
  const counted = new Array<boolean>(groups.length - 1).fill(false);
  for (;;) {
    const b = indexOfLeast(atLeast);
    if (b === undefined || atLeast[b]! > most) return groups.map(({ group }) => group);
    const [left, right] = [groups[b]!, groups[b + 1]!];
    if (!counted[b]) {
      atLeast[b] = numbering.number(left, right, most);
      counted[b] = true;
      continue;
    }
    const patterns = joined(left, right, atLeast[b]!, numbering, samples);
    const group = { left: left.group, right: right.group, patterns: patterns.count };
    groups.splice(b, 2, { ...patterns, group });
    atLeast.splice(b, 1);
    counted.splice(b, 1);
    if (b > 0) counted[b - 1] = false;
    if (b < counted.length) counted[b] = false;
  }
}

function indexOfLeast(values: readonly number[]): number | undefined {
  let least: number | undefined;
  for (let i = 0; i < values.length; i++) if (least === undefined || values[i]! < values[least]!) least = i;
  return least;
}

/** @param most no more pairs than this are met */
function joined(
  left: Patterns,
  right: Patterns,
  most: number,
  numbering: PairNumbering,
  samples: number,
): Patterns {
  const ofSample = patternNumbers(samples, most);
  return { count: numbering.number(left, right, most, ofSample), ofSample };
}

/** A group's patterns among all samples. Its rows are firstRow + pattern. */
interface Numbered extends Patterns {
  readonly firstRow: number;
  readonly fixed: FixedTables;
}

interface NumberedBlock {
  readonly block: ModeBlock;
  readonly fixed: FixedTables;
  /** A sample multiplies row firstRow + pattern. */
  readonly firstRow: number;
  readonly ofSample: PatternOfSample;
}

function rowsOf(numbered: readonly NumberedBlock[], samples: number): Uint16Array | Int32Array {
  const blocks = numbered.length;
  const mostRows = Math.max(...numbered.map(({ block }) => block.factorRows + block.left.length));
  const rowOf = patternNumbers(samples * blocks, mostRows);
  numbered.forEach(({ firstRow, ofSample }, b) => {
    for (let s = 0; s < samples; s++) rowOf[s * blocks + b] = firstRow + ofSample[s]!;
  });
  return rowOf;
}

/** Numbers the patterns of all samples, and the rows of every block. */
class BlockNumbering {
  readonly #tuples: ArrayLike<number>;
  readonly #order: number;
  readonly #samples: number;
  readonly #batchSize: number;
  readonly #numbering: PairNumbering;
  /** Of the block that is being numbered: its factor rows and its products. */
  #firstFactorRow = 0;
  #factorRows = 0;
  #left: number[] = [];
  #right: number[] = [];
  #groupStarts: number[] = [];
  #productsOfBatch = 0;
  #mostProducts = 0;

  constructor(tuples: ArrayLike<number>, order: number, samples: number, batchSize: number) {
    this.#tuples = tuples;
    this.#order = order;
    this.#samples = samples;
    this.#batchSize = batchSize;
    this.#numbering = new PairNumbering(samples);
  }

  /** @returns the block, and the tables that it would be if none had more than MOST_FIXED_PATTERNS */
  block(group: Group): NumberedBlock {
    const leaves = leavesUnder(group);
    this.#firstFactorRow = leaves[0]!.firstRow;
    this.#factorRows = leaves.reduce((sum, { rows }) => sum + rows, 0);
    [this.#left, this.#right, this.#groupStarts] = [[], [], []];
    [this.#productsOfBatch, this.#mostProducts] = [0, 0];
    const { ofSample, firstRow, fixed } = this.#number(group);
    const block = {
      firstFactorRow: this.#firstFactorRow,
      factorRows: this.#factorRows,
      left: Int32Array.from(this.#left),
      right: Int32Array.from(this.#right),
      groupStarts: Int32Array.of(...this.#groupStarts, this.#left.length),
      productsOfBatch: this.#productsOfBatch,
      mostProducts: this.#mostProducts,
    };
    return { block, fixed, firstRow, ofSample };
  }

  /** The rows of a group's products are consecutive and follow those of its operands. */
  #number(group: Group): Numbered {
    if ('rows' in group) {
      const patterns = patternsOfLeaf(group, this.#order, this.#tuples, this.#samples);
      const firstRow = group.firstRow - this.#firstFactorRow;
      return { ...patterns, firstRow, fixed: { blocks: 1, products: 0 } };
    }
    const left = this.#number(group.left);
    const right = this.#number(group.right);
    const most = Math.min(this.#samples, left.count * right.count);
    const { count, ofSample } = joined(left, right, most, this.#numbering, this.#samples);
    const firstRow = this.#factorRows + this.#left.length;
    this.#groupStarts.push(this.#left.length);
    for (const s of this.#numbering.firstSamples(count)) {
      this.#left.push(left.firstRow + left.ofSample[s]!);
      this.#right.push(right.firstRow + right.ofSample[s]!);
    }
    this.#productsOfBatch += group.patterns;
    this.#mostProducts += Math.min(count, this.#batchSize);
    const isFixed = count <= MOST_FIXED_PATTERNS;
    const fixed = {
      blocks: isFixed ? 1 : left.fixed.blocks + right.fixed.blocks,
      products: left.fixed.products + right.fixed.products + (isFixed ? count : 0),
    };
    return { count, ofSample, firstRow, fixed };
  }
}

const leavesUnder = (group: Group): Leaf[] =>
  'rows' in group ? [group] : [...leavesUnder(group.left), ...leavesUnder(group.right)];
