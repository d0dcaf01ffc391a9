/** Of how many vectors the components of a tree's interior nodes are products. */
import type { TreeNetwork } from '../factorization/network.ts';
import { interiorNodes } from '../modeTree/modeTree.ts';
import { namedNodes } from '../modeTree/nodeNames.ts';

/** Bottom up, the root last: a column of every child, and a row of the node's own matrix where it has one. */
export const joinedVectors = ({
  tree,
  matrixOf,
}: TreeNetwork): { readonly name: string; readonly L: number }[] =>
  namedNodes(tree, interiorNodes(tree)).map(({ nu, name }) => ({
    name,
    L: tree.nodes[nu]!.children.length + (matrixOf[nu] === undefined ? 0 : 1),
  }));
