/** Nodes of a mode tree that are alike, and are therefore computed together. */
import type { TreeNetwork } from '@ranksweep/core';

/** Neighbouring nodes of one height, from number `first` on. */
export interface TreeGroup {
  readonly first: number;
  readonly count: number;
  /** The nodes' children, first to last: for each the nodes that are that child. */
  readonly children: readonly (readonly number[])[];
  /** Widths of the children's vectors and of the nodes' own. */
  readonly inputWidth: number;
  readonly width: number;
  readonly hasMatrices: boolean;
}

/** @returns groups above the leaves, bottom up */
export function treeGroups({ tree, matrixOf, widthOf }: TreeNetwork): TreeGroup[] {
  const groups: number[][] = [];
  let last: string | undefined;
  for (let nu = tree.order; nu < tree.nodes.length; nu++) {
    const { height, children } = tree.nodes[nu]!;
    const kind = JSON.stringify([
      height,
      children.length,
      widthOf[children[0]!],
      widthOf[nu],
      matrixOf[nu] !== undefined,
    ]);
    if (kind === last) groups.at(-1)!.push(nu);
    else groups.push([nu]);
    last = kind;
  }
  return groups.map((nodes) => {
    const first = nodes[0]!;
    const { children } = tree.nodes[first]!;
    return {
      first,
      count: nodes.length,
      children: children.map((_, i) => nodes.map((nu) => tree.nodes[nu]!.children[i]!)),
      inputWidth: widthOf[children[0]!]!,
      width: widthOf[first]!,
      hasMatrices: matrixOf[first] !== undefined,
    };
  });
}
