/**
 * A plan in words and numbers: what is evaluated, on how many distinct tuples, and which alternatives the cost model compared.
 */
import { modeSetName } from '../modeTree/modeTree.ts';
import { MOST_FIXED_PATTERNS, tablesCost } from './blocks.ts';
import { denseHeadCost, gatherHeadCost } from './costModel.ts';
import {
  blocksFlops,
  chainFlops,
  lastJoinFlops,
  nodeFlops,
  planFlops,
  productsOfBatch,
  type BlocksPlan,
  type ChainPlan,
  type FixedTables,
  type Plan,
  type PlanNode,
  type TreePlan,
} from './plan.ts';

/** The steps of a tree of more nodes are told layer by layer. */
const MOST_NODES_LISTED = 64;

/** One step of the evaluation, from the bottom up. */
export interface PlanStep {
  readonly step: string;
  /** Rows of the result: distinct index tuples, entries, or rows of a matrix; with batches, those of a typical one. */
  readonly rows: number;
  /** Columns of the result. */
  readonly width: number;
  /** Forward and backward; a multiply-add counts as two. */
  readonly flops: number;
}

export interface PlanExplanation {
  readonly summary: string;
  readonly steps: readonly PlanStep[];
  /** The chosen alternative and the rejected ones. */
  readonly choices: readonly string[];
}

/** What a plan computes, step by step, and what its cost model preferred to what. */
export function explainPlan(plan: Plan): PlanExplanation {
  switch (plan.kind) {
    case 'chain':
      return explainChain(plan);
    case 'tree':
      return explainTree(plan);
    case 'blocks':
      return explainBlocks(plan);
  }
}

function explainChain(plan: ChainPlan): PlanExplanation {
  const { network, entries, head } = plan;
  const flops = chainFlops(plan);
  return {
    summary: summaryOf(plan, 'products of the factors from the left'),
    steps: network.parameters.slice(1).map(({ cols }, l) => ({
      step: l === 0 ? 'W_1 W_2' : `(W_1 ... W_${l + 1}) W_${l + 2}`,
      rows: head.rows,
      width: cols,
      flops: flops[l]!,
    })),
    choices: [
      `The end matrix is computed whole: ${entries} of its ${head.rows * head.cols} entries are fitted.`,
    ],
  };
}

function explainTree(plan: TreePlan): PlanExplanation {
  const { nodes, left, right, width, head, entries, batchSize } = plan;
  const isLarge = nodes.length > MOST_NODES_LISTED;
  const name = (node: number): string =>
    isLarge ? `${nodes[node]!.modes.length} modes` : modeSetName(nodes[node]!.modes);
  const [rows, cols] = [nodes[left]!.tuples, nodes[right]!.tuples];
  const [denseCost, gatherCost] = [denseHeadCost(rows, cols, width), gatherHeadCost(batchSize, width)];
  const dense = `all ${rows} x ${cols} cells by matrix products (cost ${millions(denseCost)})`;
  const gather = `a dot product for each of ${batchSize} entries (cost ${millions(gatherCost)})`;
  const [chosen, other] = head.kind === 'dense' ? [dense, gather] : [gather, dense];
  // Measurements need every cell, and samples are evaluated one by one: there the cost did not decide.
  const isCheaper = head.kind === 'dense' ? denseCost <= gatherCost : gatherCost < denseCost;
  const joins = nodes.filter(({ kind }) => kind === 'join');
  const tuples = joins.reduce((sum, node) => sum + node.batchTuples, 0);
  return {
    summary: summaryOf(
      plan,
      `every node once per distinct index tuple${batchSize < entries ? ` of a batch of ${batchSize}` : ''}`,
    ),
    steps: [
      ...(isLarge ? explainLayers(nodes) : nodes.map((node) => explainNode(node, name))),
      {
        step: `last join: ${name(left)} with ${name(right)}`,
        rows: head.kind === 'dense' ? rows * cols : batchSize,
        width: 1,
        flops: lastJoinFlops(plan),
      },
    ],
    choices: [
      isCheaper ? `Last join: ${chosen}, rather than ${other}.` : `Last join: ${chosen}.`,
      ...(joins.length > 0
        ? [`Other joins: ${tuples} tuples, where one evaluation an entry takes ${batchSize * joins.length}.`]
        : []),
    ],
  };
}

/** Nodes of as many modes as others are told of together. */
function explainLayers(nodes: readonly PlanNode[]): PlanStep[] {
  const layers = Map.groupBy(nodes, (node) =>
    [node.kind, node.modes.length, node.width, matrixOf(node)].join(),
  );
  return Array.from(layers.values(), (layer) => {
    const [{ kind, modes, width }] = layer as [PlanNode];
    const [one, several] = {
      leaf: ['leaf', 'leaves'],
      unary: [`node of ${modes.length} modes again`, `nodes of ${modes.length} modes again`],
      join: [`join of ${modes.length} modes`, `joins of ${modes.length} modes`],
    }[kind];
    const { length } = layer;
    return {
      step: `${length} ${length === 1 ? one : several}${matrixOf(layer[0]!)}`,
      rows: layer.reduce((sum, { batchTuples }) => sum + batchTuples, 0),
      width,
      flops: layer.reduce((sum, node) => sum + nodeFlops(node), 0),
    };
  });
}

const matrixOf = (node: PlanNode): string =>
  node.kind !== 'leaf' && node.parameter !== undefined ? ', times their matrices' : '';

function explainNode(node: PlanNode, name: (node: number) => string): PlanStep {
  const { modes, batchTuples, width } = node;
  const matrix = node.kind !== 'leaf' && node.parameter !== undefined ? ', times its matrix' : '';
  const step = {
    leaf: () => `leaf ${modeSetName(modes)}`,
    unary: () => `${modeSetName(modes)} again${matrix}`,
    join: () => {
      const { left, right } = (node as Extract<PlanNode, { kind: 'join' }>).pairing;
      return `${name(left)} o ${name(right)}${matrix}`;
    },
  }[node.kind]();
  return { step, rows: batchTuples, width, flops: nodeFlops(node) };
}

function explainBlocks(plan: BlocksPlan): PlanExplanation {
  const { network, width, factorRows, head, entries, batchSize, fixedTables } = plan;
  const flops = blocksFlops(plan);
  const modes = network.dims.length;
  const blocks = head.blocks.length;
  const products = productsOfBatch(plan);
  const all = head.blocks.reduce((sum, { left }) => sum + left.length, 0);
  const batch = batchSize < entries ? `a batch of ${batchSize}` : 'all entries';
  const cost = (tables: FixedTables): string => millions(tablesCost(plan, tables));
  return {
    summary: summaryOf(plan, `${modes} modes in ${blocks} blocks of neighbours`),
    steps: [
      { step: 'rows of the factors', rows: factorRows, width, flops: flops.factors },
      {
        step:
          batchSize < entries
            ? `products of the patterns of blocks that ${batch} has, of ${all} in all`
            : 'products of the distinct patterns of blocks',
        rows: products,
        width,
        flops: flops.patterns,
      },
      { step: `products of ${blocks} rows, one of each block`, rows: batchSize, width, flops: flops.samples },
    ],
    choices: [
      `Blocks grow as long as the products of their patterns cost less than they spare ${batch}: ${products} products and ` +
        `${blocks} rows an entry (cost ${cost({ blocks, products })}), rather than ${modes} rows an entry ` +
        `(cost ${cost({ blocks: modes, products: 0 })}) or fixed tables of at most ${MOST_FIXED_PATTERNS} patterns in ` +
        `${fixedTables.blocks} blocks (cost ${cost(fixedTables)}).`,
    ],
  };
}

const summaryOf = (plan: Plan, how: string): string =>
  `${plan.entries} entries, ${how}: ${(planFlops(plan) / 1e6).toPrecision(4)} MFLOP an iteration`;

const millions = (cost: number): string => `${(cost / 1e6).toPrecision(3)}M`;
