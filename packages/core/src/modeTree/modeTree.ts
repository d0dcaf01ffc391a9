/** Mode trees T. The leaves are the modes 1..N, and every interior node joins its children (Razin et al. 2022, section 3). */
import { InputError } from '../config/errors.ts';
import { listed, shownWord } from '../config/expectation.ts';
import type { NestedTree } from './schema.ts';

export interface ModeTreeNode {
  /** Modes below this node, numbered from 1, in the order of its leaves. */
  readonly modes: readonly number[];
  /** Indices into `ModeTree.nodes`; empty for a leaf. */
  readonly children: readonly number[];
  /** 0 for a leaf, one more than the highest child otherwise. */
  readonly height: number;
}

/** Nodes from the bottom up: node n - 1 is the leaf of mode n, every child comes before its parent, and the root is last. */
export interface ModeTree {
  readonly order: number;
  readonly nodes: readonly ModeTreeNode[];
}

/**
 * Name of a set of modes in metrics and figures: `{1,2}`.
 * @param height of the node, if several have these modes: `{1,2@3}`
 */
export function modeSetName(modes: readonly number[], height?: number): string {
  const numbers = modes.toSorted((a, b) => a - b).join(',');
  return height === undefined ? `{${numbers}}` : `{${numbers}@${height}}`;
}

export const rootOf = (tree: ModeTree): number => tree.nodes.length - 1;

/** Indices of the interior nodes, bottom up, the root last. */
export function interiorNodes(tree: ModeTree): number[] {
  return tree.nodes.flatMap((node, index) => (node.children.length > 0 ? [index] : []));
}

/** Grows a tree from its leaves: `join` adds a parent and returns its index. The last join must be the root. */
export class ModeTreeBuilder {
  readonly nodes: ModeTreeNode[];
  readonly order: number;

  constructor(order: number) {
    this.order = order;
    this.nodes = Array.from({ length: order }, (_, n) => ({ modes: [n + 1], children: [], height: 0 }));
  }

  join(children: readonly number[]): number {
    const joined = children.map((child) => this.nodes[child]!);
    this.nodes.push({
      modes: joined.flatMap((node) => node.modes),
      children,
      height: 1 + Math.max(...joined.map((node) => node.height)),
    });
    return this.nodes.length - 1;
  }

  build(): ModeTree {
    return { order: this.order, nodes: this.nodes };
  }
}

const flatModeTrees = new Map<number, ModeTree>();

/** The tree of a CP factorization: one root that joins all modes. It is kept, since every question about a model asks for it. */
export function flatModeTree(order: number): ModeTree {
  const known = flatModeTrees.get(order);
  if (known !== undefined) return known;
  const builder = new ModeTreeBuilder(order);
  builder.join(builder.nodes.map((_, index) => index));
  const tree = builder.build();
  flatModeTrees.set(order, tree);
  return tree;
}

const modesOf = (nested: NestedTree): number[] =>
  typeof nested === 'number' ? [nested] : nested.flatMap(modesOf);

/**
 * A tree written as nested lists of modes, for example `[[1, 2], [3, 4]]`.
 * @throws InputError unless every mode 1..order appears exactly once and the root joins at least two children
 */
export function nestedModeTree(nested: NestedTree, order: number): ModeTree {
  const modes = modesOf(nested);
  const seen = new Set<number>();
  const twice = modes.filter((mode) => seen.size === seen.add(mode).size);
  const wrong = [
    ...modes.filter((mode) => mode > order).map((mode) => `mode ${mode} does not exist`),
    ...twice.map((mode) => `mode ${mode} appears twice`),
    ...Array.from({ length: order }, (_, n) => n + 1)
      .filter((mode) => !seen.has(mode))
      .map((mode) => `mode ${mode} is missing`),
  ];
  if (typeof nested === 'number') wrong.push('the root is a single mode');
  if (wrong.length > 0) {
    throw new InputError(
      `tree: expected every mode 1..${order} exactly once, found ${shownWord(JSON.stringify(nested))}: ${listed(wrong)}`,
    );
  }
  const builder = new ModeTreeBuilder(order);
  const add = (tree: NestedTree): number =>
    typeof tree === 'number' ? tree - 1 : builder.join(tree.map(add));
  add(nested);
  return builder.build();
}
