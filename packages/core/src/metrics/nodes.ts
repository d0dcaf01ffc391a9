/** Nodes of a mode tree under the names that metrics give them, `{1,2}`. */
import { modeSetName, type ModeTree } from '../modeTree/modeTree.ts';

export interface NamedNode {
  readonly nu: number;
  readonly name: string;
}

/**
 * A unary node has the modes of its child: of several nodes with one name the lowest keeps it.
 * @param nodes bottom up
 */
export function namedNodes(tree: ModeTree, nodes: readonly number[]): NamedNode[] {
  const named = nodes.map((nu) => ({ nu, name: modeSetName(tree.nodes[nu]!.modes) }));
  return named.filter(({ name }, i) => named.findIndex((other) => other.name === name) === i);
}
