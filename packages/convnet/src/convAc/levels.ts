/** A mode tree level by level, as a network computes it: all nodes of one height at once. */
import type { ModeTree } from '@ranksweep/core';

/** The nodes of one height. */
export interface Level {
  /** Indices into the nodes of the tree, ascending. */
  readonly nodes: readonly number[];
  /** Heights of their children, ascending. */
  readonly from: readonly number[];
  /**
   * For the first, second, ... child of every node: its place among all nodes of the heights `from`, one height after the other;
   * undefined for a node that has fewer children.
   */
  readonly children: readonly (readonly (number | undefined)[])[];
}

/** From the leaves, which have no children, to the root. */
export function levelsOf({ nodes }: ModeTree): Level[] {
  const byHeight = Map.groupBy(nodes.keys(), (nu) => nodes[nu]!.height);
  return Array.from({ length: byHeight.size }, (_, height) => {
    const here = byHeight.get(height)!;
    const children = here.map((nu) => nodes[nu]!.children);
    const from = [...new Set(children.flat().map((child) => nodes[child]!.height))].sort((a, b) => a - b);
    const places = new Map(from.flatMap((one) => byHeight.get(one)!).map((nu, place) => [nu, place]));
    const most = Math.max(...children.map(({ length }) => length));
    return {
      nodes: here,
      from,
      children: Array.from({ length: most }, (_, c) =>
        children.map((of) => (c < of.length ? places.get(of[c]!)! : undefined)),
      ),
    };
  });
}
