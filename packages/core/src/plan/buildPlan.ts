/** Makes the distinct-tuple plan of a network on a set of entries. */
import type { Network, TreeNetwork } from '../factorization/network.ts';
import { rootOf } from '../modeTree/modeTree.ts';
import { numelOf } from '../tensor/shape.ts';
import { blocksCost, buildBlocksPlan, isProductOfRows } from './blocks.ts';
import { denseHeadCost, gatherHeadCost, joinCost } from './costModel.ts';
import { cheapestJoinOrder, MAX_COMPARED, type JoinOrder, type LastJoin } from './joinOrder.ts';
import type { DenseHead, GatherHead, Plan, PlanNode, TreePlan } from './plan.ts';
import { distinctTuples, indexTuples, leafTuples, pair, type TupleSet } from './tuples.ts';

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
export const buildSamplesPlan = (network: TreeNetwork, tuples: Uint8Array, batchSize?: number): Plan =>
  isProductOfRows(network)
    ? buildBlocksPlan(network, tuples, batchSize)
    : new TreePlanner(network, Int32Array.from(tuples), 'gather').plan();

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

class TreePlanner {
  readonly #network: TreeNetwork;
  readonly #entries: number;
  readonly #tuples: Int32Array;
  readonly #headKind: LastJoin['head'];
  readonly #nodes: PlanNode[] = [];

  constructor(network: TreeNetwork, tuples: Int32Array, headKind: LastJoin['head']) {
    this.#network = network;
    this.#entries = tuples.length / network.dims.length;
    this.#tuples = tuples;
    this.#headKind = headKind;
  }

  plan(): TreePlan {
    const { tree, matrixOf } = this.#network;
    const operandOf: Operand[] = tree.nodes.slice(0, tree.order).map((_, n) => this.#leaf(n));
    for (let nu = tree.order; nu < rootOf(tree); nu++) {
      const children = tree.nodes[nu]!.children.map((child) => operandOf[child]!);
      operandOf[nu] = this.#interior(children, matrixOf[nu], this.#network.widthOf[nu]!);
    }
    const children = tree.nodes[rootOf(tree)]!.children.map((child) => operandOf[child]!);
    const last = { entries: this.#entries, head: this.#headKind };
    const order = this.#orderOf(children, last);
    if (typeof order === 'number') throw new TypeError('the root of a mode tree joins at least two children');
    const left = this.#joined(children, order.left);
    const right = this.#joined(children, order.right);
    return {
      kind: 'tree',
      network: this.#network,
      entries: this.#entries,
      nodes: this.#nodes,
      left: left.node,
      right: right.node,
      width: left.width,
      weights: matrixOf[rootOf(tree)],
      head: this.#head(left, right),
    };
  }

  #add(node: PlanNode, set: TupleSet): Operand {
    this.#nodes.push(node);
    return { node: this.#nodes.length - 1, set, modes: node.modes, width: node.width };
  }

  #leaf(n: number): Operand {
    const { dims, matrixOf, widthOf } = this.#network;
    const set = leafTuples(this.#tuples, dims, n + 1);
    const leaf = { modes: [n + 1], tuples: set.count, width: widthOf[n]!, parameter: matrixOf[n]! };
    return this.#add({ kind: 'leaf', ...leaf }, set);
  }

  /** A node of the mode tree below its root: the join of its children, times its matrix. */
  #interior(children: readonly Operand[], parameter: number | undefined, width: number): Operand {
    if (children.length > 1) return this.#joined(children, this.#orderOf(children), parameter, width);
    const child = children[0]!;
    if (parameter === undefined) return child;
    return this.#add(
      {
        kind: 'unary',
        modes: child.modes,
        tuples: child.set.count,
        inputWidth: child.width,
        width,
        child: child.node,
        parameter,
      },
      child.set,
    );
  }

  #orderOf(children: readonly Operand[], last?: LastJoin): JoinOrder {
    const tuplesOf = (operands: readonly number[]): number =>
      operands.length === 1
        ? children[operands[0]!]!.set.count
        : this.#distinct(operands.flatMap((i) => children[i]!.modes)).count;
    return cheapestJoinOrder(children.length, tuplesOf, children[0]!.width, last);
  }

  #distinct(modes: readonly number[]): TupleSet {
    return distinctTuples(this.#tuples, this.#network.dims, modes);
  }

  #joined(children: readonly Operand[], order: JoinOrder, parameter?: number, width?: number): Operand {
    if (typeof order === 'number') return children[order]!;
    const left = this.#joined(children, order.left);
    const right = this.#joined(children, order.right);
    const modes = [...left.modes, ...right.modes];
    const set = this.#distinct(modes);
    return this.#add(
      {
        kind: 'join',
        modes,
        tuples: set.count,
        inputWidth: left.width,
        width: width ?? left.width,
        pairing: pair(left, right, set.entryWith),
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
    const everyEntry = new Int32Array(n).map((_, s) => s);
    return { kind: 'gather', pairing: pair(left, right, everyEntry) };
  }
}
