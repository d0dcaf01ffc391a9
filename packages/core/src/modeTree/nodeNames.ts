/** Names of the nodes of a mode tree, as used by metrics and parameters: `{1,2}`. */
import { modeSetName, type ModeTree } from './modeTree.ts';

export interface NamedNode {
  readonly nu: number;
  readonly name: string;
}

/**
 * A unary node has the modes of its child. Of several nodes with the same modes, the lowest is named by the modes alone, `{5,6}`.
 * The name of each higher one includes its height, `{5,6@2}`, so that all names differ.
 * @param nodes the nodes to be named, from the bottom up
 */
export function namedNodes(tree: ModeTree, nodes: readonly number[]): NamedNode[] {
  const taken = new Set<string>();
  return nodes.map((nu) => {
    const { modes, height } = tree.nodes[nu]!;
    const lowest = modeSetName(modes);
    const name = taken.has(lowest) ? modeSetName(modes, height) : lowest;
    taken.add(name);
    return { nu, name };
  });
}
