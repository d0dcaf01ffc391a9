/**
 * The distinct-tuple plan: how to evaluate a factorization on a set of entries. Each node is computed once per distinct index
 * tuple that it meets, instead of once per entry. The plan is a pure function of the configuration, and every engine executes it.
 *
 * Letters: D tuples of a node, R width, n entries.
 */
import type { ChainNetwork, TreeNetwork } from '../models/network.ts';

/**
 * Two operands met in `leftIndex.length` tuples: tuple t multiplies row leftIndex[t] with row rightIndex[t]. Those of a join of
 * distinct tuples ascend: leftIndex never falls, and rightIndex rises where leftIndex stays.
 */
export interface Pairing {
  readonly left: number;
  readonly right: number;
  readonly leftIndex: Int32Array;
  readonly rightIndex: Int32Array;
}

interface PlanNodeBase {
  readonly modes: readonly number[];
  /** D, rows of the node's output for all entries. */
  readonly tuples: number;
  /** Rows of it that a typical batch meets; D without batches. */
  readonly batchTuples: number;
  /** Columns of the node's output. */
  readonly width: number;
}

/** The output is parameter matrix `parameter` itself, (d_n, R). */
export interface LeafNode extends PlanNodeBase {
  readonly kind: 'leaf';
  readonly parameter: number;
}

/** The output is (left o right), (D, R_in), times the matrix `parameter`, (R_in, R_out), where there is one. */
export interface JoinNode extends PlanNodeBase {
  readonly kind: 'join';
  readonly inputWidth: number;
  readonly pairing: Pairing;
  readonly parameter: number | undefined;
}

/** The output is the child's output times the matrix `parameter`. */
export interface UnaryNode extends PlanNodeBase {
  readonly kind: 'unary';
  readonly inputWidth: number;
  readonly child: number;
  readonly parameter: number;
}

export type PlanNode = LeafNode | JoinNode | UnaryNode;

/** The cells of the dense product `rows x cols` that are entries: cell `cellOf[s]` is the s-th entry. */
export interface DenseHead {
  readonly kind: 'dense';
  readonly rows: number;
  readonly cols: number;
  readonly cellOf: Int32Array;
}

/** One dot product per entry. */
export interface GatherHead {
  readonly kind: 'gather';
  readonly pairing: Pairing;
}

export interface ChainPlan {
  readonly kind: 'chain';
  readonly network: ChainNetwork;
  readonly entries: number;
  readonly head: DenseHead;
}

/** Entry s = sum_r left[l_s, r] right[r_s, r] weights[r]. Without `weights`, all weights are 1. */
export interface TreePlan {
  readonly kind: 'tree';
  readonly network: TreeNetwork;
  readonly entries: number;
  /** How many entries are evaluated together: all, or a batch of samples. */
  readonly batchSize: number;
  /** From the bottom up, leaves first. */
  readonly nodes: readonly PlanNode[];
  readonly left: number;
  readonly right: number;
  readonly width: number;
  /** Index of the root's parameter, (R, 1). */
  readonly weights: number | undefined;
  readonly head: DenseHead | GatherHead;
}

/**
 * Neighbouring modes whose product is looked up. The block's rows have R columns and are numbered: first those of its factors,
 * mode by mode (the output weights are one row), then the products, whose operands are earlier rows. Row factorRows + t is
 * left[t] o right[t].
 */
export interface ModeBlock {
  /** The block's factors begin at this row of all factors. */
  readonly firstFactorRow: number;
  readonly factorRows: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /**
   * The products of two groups of modes are consecutive and follow those of both: these are their beginnings, and the end of the
   * last. Thus a product is an operand only of products of one later group.
   */
  readonly groupStarts: Int32Array;
  /** Products that a typical batch meets, and the most that any batch can meet. */
  readonly productsOfBatch: number;
  readonly mostProducts: number;
}

/** Entry s = sum over r of the product of one row of each block. */
export interface BlocksHead {
  readonly kind: 'blocks';
  readonly blocks: readonly ModeBlock[];
  /** (n, blocks) row-major: the row of each block that a sample multiplies. The narrower type serves if it is enough. */
  readonly rowOf: Uint16Array | Int32Array;
}

/** Tables that do not depend on the batch. */
export interface FixedTables {
  readonly blocks: number;
  readonly products: number;
}

/**
 * CP on samples of many modes. The plan covers all samples; an evaluation takes at most `batchSize` of them and computes only
 * the rows that those use.
 */
export interface BlocksPlan {
  readonly kind: 'blocks';
  readonly network: TreeNetwork;
  /** n, all samples. */
  readonly entries: number;
  readonly batchSize: number;
  readonly width: number;
  readonly factorRows: number;
  readonly head: BlocksHead;
  /** The alternative: the same blocks cut into such of at most 256 patterns, each computed for every batch. */
  readonly fixedTables: FixedTables;
}

export type Plan = ChainPlan | TreePlan | BlocksPlan;

/**
 * Floating-point operations of one gradient (forward and backward) by the plan's own count; a multiply-add counts as two. With
 * batches they are those of a typical batch.
 */
export function planFlops(plan: Plan): number {
  switch (plan.kind) {
    case 'chain':
      return chainFlops(plan).reduce((sum, flops) => sum + flops, 0);
    case 'blocks': {
      const { patterns, samples, factors } = blocksFlops(plan);
      return patterns + samples + factors;
    }
    case 'tree':
      return plan.nodes.reduce((sum, node) => sum + nodeFlops(node), lastJoinFlops(plan));
  }
}

/**
 * The cost of the products along the chain, left to right. Each costs one GEMM forward and two backward. The first factor's own
 * product is free, and so is the gradient with respect to its input.
 */
export function chainFlops({ network }: ChainPlan): number[] {
  const [rows, ...widths] = network.widths as [number, ...number[]];
  return widths.slice(1).map((width, l) => 6 * rows * widths[l]! * width);
}

/** The cost of a node below the last join: an elementwise product and its two segment sums, and three GEMMs with its matrix. */
export function nodeFlops(node: PlanNode): number {
  if (node.kind === 'leaf') return 0;
  const product = node.kind === 'join' ? 5 * node.batchTuples * node.inputWidth : 0;
  const matrix = node.parameter === undefined ? 0 : 6 * node.batchTuples * node.inputWidth * node.width;
  return product + matrix;
}

export const lastJoinFlops = ({ head, batchSize, width }: TreePlan): number =>
  6 * (head.kind === 'dense' ? head.rows * head.cols : batchSize) * width;

/** Products of patterns that a typical batch meets. */
export const productsOfBatch = ({ head }: BlocksPlan): number =>
  head.blocks.reduce((sum, block) => sum + block.productsOfBatch, 0);

/**
 * Of a typical batch: forward a multiplication per product, block and sample and the sum over r; backward two additions per
 * product, one per block and sample, a scaling per sample and a division per factor, since d(product) / d(factor) =
 * product / factor.
 */
export function blocksFlops(plan: BlocksPlan): { patterns: number; samples: number; factors: number } {
  const { batchSize, width, factorRows, head } = plan;
  return {
    patterns: 3 * productsOfBatch(plan) * width,
    samples: 2 * (head.blocks.length + 1) * batchSize * width,
    factors: factorRows * width,
  };
}
