/** Makes the distinct-tuple plan of a network on a set of entries. */
import type { Network, TreeNetwork } from '../models/network.ts';
import { rootOf } from '../modeTree/modeTree.ts';
import { numelOf } from '../tensor/shape.ts';
import { blocksCost, buildBlocksPlan, isProductOfRows } from './blocks.ts';
import { denseHeadCost, gatherHeadCost, joinCost } from './costModel.ts';
import { cheapestJoinOrder, MAX_COMPARED, type JoinOrder, type LastJoin } from './joinOrder.ts';
import type { DenseHead, GatherHead, Plan, PlanNode, TreePlan } from './plan.ts';
import { amongEntries, indexTuples, joinedTuples, leafTuples, type TupleSet } from './tuples.ts';

/** Every entry of a tensor, in row-major order. */
export const allEntries = (dims: readonly number[]): Int32Array =>
  new Int32Array(numelOf(dims)).map((_, i) => i);

/**
 * Makes the plan for some entries.
 * @param entries flat positions of the entries to be evaluated
 * @param mustBeDense whether the last join must be a dense product, because measurements act on all of it
 */
export function buildPlan(network: Network, entries: Int32Array, mustBeDense = false): Plan {
  if (network.kind === 'chain') {
    const [rows, cols] = network.dims as [number, number];
    const head: DenseHead = { kind: 'dense', rows, cols, cellOf: entries };
    return { kind: 'chain', network, entries: entries.length, head };
  }
  const tuples = indexTuples(entries, network.dims);
  const tree = new TreePlanner(network, tuples, mustBeDense ? 'dense' : undefined).plan();
  if (mustBeDense || network.tree.order <= MAX_COMPARED || !isProductOfRows(network)) return tree;
  const blocks = buildBlocksPlan(network, tuples);
  return blocksCost(blocks) < treeCost(tree) ? blocks : tree;
}

/**
 * A plan that evaluates each sample on its own, however many entries the end tensor has.
 * @param tuples index tuples of all samples, (n, N) row-major, from 0; they may repeat
 * @param batchSize the most samples that are evaluated together; all if left out
 */
export const buildSamplesPlan = (
  network: TreeNetwork,
  tuples: Uint8Array,
  batchSize = tuples.length / network.dims.length,
): Plan =>
  isProductOfRows(network)
    ? buildBlocksPlan(network, tuples, batchSize)
    : new TreePlanner(network, tuples, 'gather', batchSize).plan();

/** A plan of samples for a network that differs at most in the components of CP. Blocks do not depend on these, but are long in the making. */
export const planOfWidth = (plan: Plan, network: TreeNetwork): Plan =>
  plan.kind === 'blocks' ? { ...plan, network, width: network.widthOf[0]! } : plan;

/** The cost by the cost model, without the nodes' matrices, which cost the same in every plan. */
function treeCost({ nodes, head, width, entries }: TreePlan): number {
  const joins = nodes.filter((node) => node.kind === 'join');
  const inner = joins.reduce((sum, { tuples, inputWidth }) => sum + joinCost(tuples, inputWidth), 0);
  const { kind } = head;
  return (
    inner + (kind === 'dense' ? denseHeadCost(head.rows, head.cols, width) : gatherHeadCost(entries, width))
  );
}

/** An operand of a join: a node of the plan with its tuples. */
interface Operand {
  readonly node: number;
  readonly set: TupleSet;
  readonly modes: readonly number[];
  readonly width: number;
}

/** Orders of joins are compared on this many samples of a batch at most: which of them is cheapest shows on these. */
const MOST_COMPARED_SAMPLES = 2048;

class TreePlanner {
  readonly #network: TreeNetwork;
  readonly #entries: number;
  readonly #tuples: Int32Array | Uint8Array;
  readonly #headKind: LastJoin['head'];
  readonly #nodes: PlanNode[] = [];
  /** A typical batch, and the part of it on which orders are compared; undefined: all entries. */
  readonly #batch: Int32Array | undefined;
  readonly #compared: Int32Array | undefined;

  /** @param batchSize how many entries are evaluated together. Default: all */
  constructor(
    network: TreeNetwork,
    tuples: Int32Array | Uint8Array,
    headKind: LastJoin['head'],
    batchSize?: number,
  ) {
    this.#network = network;
    this.#entries = tuples.length / network.dims.length;
    this.#tuples = tuples;
    this.#headKind = headKind;
    if (batchSize === undefined) return;
    this.#batch = spread(batchSize, this.#entries);
    this.#compared = spread(Math.min(batchSize, MOST_COMPARED_SAMPLES), this.#entries);
  }

  plan(): TreePlan {
    const { tree, matrixOf, widthOf } = this.#network;
    const root = rootOf(tree);
    for (let n = 0; n < tree.order; n++) this.#addLeaf(n);
    const above: Operand[] = []; // by node of the mode tree
    const childrenOf = (nu: number): Operand[] =>
      tree.nodes[nu]!.children.map((child) => above[child] ?? this.#leaf(child));
    for (let nu = tree.order; nu < root; nu++) {
      above[nu] = this.#interior(childrenOf(nu), matrixOf[nu], widthOf[nu]!);
    }
    const children = childrenOf(root);
    const last = { entries: this.#batch?.length ?? this.#entries, head: this.#headKind };
    const order = this.#orderOf(children, last);
    if (typeof order === 'number') throw new TypeError('the root of a mode tree joins at least two children');
    const left = this.#joined(children, order.left);
    const right = this.#joined(children, order.right);
    return {
      kind: 'tree',
      network: this.#network,
      entries: this.#entries,
      batchSize: this.#batch?.length ?? this.#entries,
      nodes: this.#nodes,
      left: left.node,
      right: right.node,
      width: left.width,
      weights: matrixOf[root],
      head: this.#head(left, right),
    };
  }

  #add(node: PlanNode, set: TupleSet): Operand {
    this.#nodes.push(node);
    return { node: this.#nodes.length - 1, set, modes: node.modes, width: node.width };
  }

  #addLeaf(n: number): void {
    const { dims, matrixOf, widthOf } = this.#network;
    const tuples = dims[n]!;
    this.#nodes.push({
      kind: 'leaf',
      modes: [n + 1],
      tuples,
      batchTuples: tuples,
      width: widthOf[n]!,
      parameter: matrixOf[n]!,
    });
  }

  /** Its tuples are read when they are needed: all at once they would take more memory than the samples. */
  #leaf(n: number): Operand {
    const set = leafTuples(this.#tuples, this.#network.dims, n + 1);
    return { node: n, set, modes: [n + 1], width: this.#network.widthOf[n]! };
  }

  /** A node of the mode tree below its root: the join of its children, times its matrix. */
  #interior(children: readonly Operand[], parameter: number | undefined, width: number): Operand {
    if (children.length > 1) return this.#joined(children, this.#orderOf(children), parameter, width);
    const child = children[0]!;
    if (parameter === undefined) return child;
    const { modes, tuples, batchTuples } = this.#nodes[child.node]!;
    const unary = { modes, tuples, batchTuples, inputWidth: child.width, width };
    return this.#add({ kind: 'unary', ...unary, child: child.node, parameter }, child.set);
  }

  #orderOf(children: readonly Operand[], last?: LastJoin): JoinOrder {
    const compared = this.#compared;
    const sets = children.map(({ set }) => (compared === undefined ? set : amongEntries(set, compared)));
    const tuplesOf = ([first, ...others]: readonly number[]): number =>
      others.length === 0
        ? children[first!]!.set.count
        : others.reduce((set, i) => joinedTuples(set, sets[i]!), sets[first!]!).count;
    return cheapestJoinOrder(children.length, tuplesOf, children[0]!.width, last);
  }

  #joined(children: readonly Operand[], order: JoinOrder, parameter?: number, width?: number): Operand {
    if (typeof order === 'number') return children[order]!;
    const left = this.#joined(children, order.left);
    const right = this.#joined(children, order.right);
    const { leftIndex, rightIndex, ...set } = joinedTuples(left.set, right.set);
    return this.#add(
      {
        kind: 'join',
        modes: [...left.modes, ...right.modes],
        tuples: set.count,
        batchTuples: this.#batch === undefined ? set.count : distinctAmong(set, this.#batch),
        inputWidth: left.width,
        width: width ?? left.width,
        pairing: { left: left.node, right: right.node, leftIndex, rightIndex },
        parameter,
      },
      set,
    );
  }

  #head(left: Operand, right: Operand): DenseHead | GatherHead {
    const [rows, cols, n] = [left.set.count, right.set.count, this.#entries];
    const cheaper =
      denseHeadCost(rows, cols, left.width) <= gatherHeadCost(n, left.width) ? 'dense' : 'gather';
    if ((this.#headKind ?? cheaper) === 'dense') {
      const cellOf = left.set.ofEntry.map((l, s) => l * cols + right.set.ofEntry[s]!);
      return { kind: 'dense', rows, cols, cellOf };
    }
    const indices = { leftIndex: left.set.ofEntry, rightIndex: right.set.ofEntry };
    return { kind: 'gather', pairing: { left: left.node, right: right.node, ...indices } };
  }
}

/** `count` numbers below `bound`, evenly spaced. */
const spread = (count: number, bound: number): Int32Array =>
  new Int32Array(Math.min(count, bound)).map((_, i) => Math.floor((i * bound) / Math.min(count, bound)));

function distinctAmong({ count, ofEntry }: TupleSet, entries: Int32Array): number {
  const seen = new Uint8Array(count);
  let distinct = 0;
  for (let i = 0; i < entries.length; i++) {
    const t = ofEntry[entries[i]!]!;
    if (seen[t] === 0) distinct++;
    seen[t] = 1;
  }
  return distinct;
}
