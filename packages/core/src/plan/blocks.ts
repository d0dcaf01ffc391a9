/**
 * A plan for products of very many factors. Neighbouring modes are grouped into blocks with few distinct patterns among the
 * samples. Each pattern's product is computed once, and a sample multiplies one row per block.
 */
import type { TreeNetwork } from '../factorization/network.ts';
import { patternCost, samplePatternCost } from './costModel.ts';
import type { BlocksPlan } from './plan.ts';
import { PairNumbering, type Patterns, type PatternOfSample } from './samplePatterns.ts';

/** The origin of a block's rows: factor rows as they are, or products of two other blocks' rows. */
type RowSource =
  | { readonly firstRow: number }
  | {
      readonly left: RowSource;
      readonly right: RowSource;
      /** For each pattern, the patterns of the two operands. */
      readonly leftOf: Int32Array;
      readonly rightOf: Int32Array;
    };

interface Block extends Patterns {
  readonly source: RowSource;
}

/** Whether the network computes only products of these factors: CP, with or without a linear output. */
export const isProductOfRows = ({ tree, matrixOf }: TreeNetwork): boolean =>
  tree.nodes.length === tree.order + 1 && matrixOf.slice(0, tree.order).every((m) => m !== undefined);

/**
 * @param network CP
 * @param tuples index tuples of the samples, (n, N) row-major, from 0
 */
export function buildBlocksPlan(network: TreeNetwork, tuples: ArrayLike<number>): BlocksPlan {
  const N = network.dims.length;
  const samples = tuples.length / N;
  const width = network.widthOf[0]!;
  const { singles, factorRows } = singleModes(network, tuples, samples);
  const blocks = mergedBlocks(singles, samples, width);
  const rows = new ProductRows(factorRows);
  const firstRows = blocks.map(({ source }) => rows.add(source));
  const rowOf = new Int32Array(samples * blocks.length);
  for (let s = 0, at = 0; s < samples; s++) {
    for (let b = 0; b < blocks.length; b++) rowOf[at++] = firstRows[b]! + blocks[b]!.ofSample[s]!;
  }
  return {
    kind: 'blocks',
    network,
    entries: samples,
    width,
    factorRows,
    left: Int32Array.from(rows.left),
    right: Int32Array.from(rows.right),
    head: { kind: 'blocks', blocks: blocks.length, rowOf },
  };
}

/** The cost of a plan by the cost model. */
export const blocksCost = ({ left, entries, width, head }: BlocksPlan): number =>
  left.length * patternCost(width) + entries * head.blocks * samplePatternCost(width);

/** One block for every mode, whose patterns are its indices, and one for the linear output, which is the same for all samples. */
function singleModes(
  network: TreeNetwork,
  tuples: ArrayLike<number>,
  samples: number,
): { singles: Block[]; factorRows: number } {
  const N = network.dims.length;
  let factorRows = 0;
  const singles = network.dims.map((d, n): Block => {
    const ofSample = patternNumbers(samples, d);
    for (let s = 0; s < samples; s++) ofSample[s] = tuples[s * N + n]!;
    factorRows += d;
    return { count: d, ofSample, source: { firstRow: factorRows - d } };
  });
  if (network.matrixOf.at(-1) !== undefined) {
    singles.push({ count: 1, ofSample: patternNumbers(samples, 1), source: { firstRow: factorRows++ } });
  }
  return { singles, factorRows };
}

/** Uses the narrower type if it is enough, which halves the memory. There is one number for every mode and sample. */
const patternNumbers = (samples: number, patterns: number): PatternOfSample =>
  patterns <= 2 ** 16 ? new Uint16Array(samples) : new Int32Array(samples);

/** Repeatedly merges the two neighbours with the fewest joint patterns, as long as the additional rows pay off. */
function mergedBlocks(singles: readonly Block[], samples: number, width: number): Block[] {
  const numbering = new PairNumbering(samples);
  const most = Math.floor((samples * samplePatternCost(width)) / patternCost(width));
  const blocks = [...singles];
  // Lower bound on the joint patterns of block b and the next: a merger never has fewer than its operands had.
  const atLeast = new Array<number>(blocks.length - 1).fill(0);
  const counted = new Array<boolean>(blocks.length - 1).fill(false);
  for (;;) {
    const b = indexOfLeast(atLeast);
    if (b === undefined || atLeast[b]! > most) return blocks;
    if (!counted[b]) {
      atLeast[b] = numbering.number(blocks[b]!, blocks[b + 1]!, most);
      counted[b] = true;
      continue;
    }
    blocks.splice(b, 2, merged(blocks[b]!, blocks[b + 1]!, atLeast[b]!, numbering, samples));
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

function merged(left: Block, right: Block, count: number, numbering: PairNumbering, samples: number): Block {
  const ofSample = patternNumbers(samples, count);
  numbering.number(left, right, count, ofSample);
  const [leftOf, rightOf] = [new Int32Array(count), new Int32Array(count)];
  for (let s = 0; s < samples; s++) {
    leftOf[ofSample[s]!] = left.ofSample[s]!;
    rightOf[ofSample[s]!] = right.ofSample[s]!;
  }
  return { count, ofSample, source: { left: left.source, right: right.source, leftOf, rightOf } };
}

/** Numbers the rows of all products. Those of a block are consecutive and follow those of its operands. */
class ProductRows {
  readonly left: number[] = [];
  readonly right: number[] = [];
  readonly #factorRows: number;

  constructor(factorRows: number) {
    this.#factorRows = factorRows;
  }

  /** @returns the first row of a block */
  add(source: RowSource): number {
    if ('firstRow' in source) return source.firstRow;
    const left = this.add(source.left);
    const right = this.add(source.right);
    const first = this.#factorRows + this.left.length;
    source.leftOf.forEach((pattern, t) => {
      this.left.push(left + pattern);
      this.right.push(right + source.rightOf[t]!);
    });
    return first;
  }
}
