/** Names of the nodes of a mode tree, as metrics and parameters have them: `{1,2}`. */
import { modeSetName, type ModeTree } from './modeTree.ts';

export interface NamedNode {
  readonly nu: number;
  readonly name: string;
}

/**
 * A unary node has the modes of its child. Of several nodes with the same modes the lowest is named by them alone, `{5,6}`; each
 * above it carries its height too, `{5,6@2}`, so that no two names are alike.
 * @param nodes those that are to be told apart, bottom up
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
