/** The number of vectors whose products are the components of a tree's interior nodes. */
import type { TreeNetwork } from './network.ts';
import { interiorNodes } from '../modeTree/modeTree.ts';
import { namedNodes } from '../modeTree/nodeNames.ts';

/** From the bottom up, the root last. It counts a column of every child and, if the node has a matrix, one of its rows. */
export const joinedVectors = ({
  tree,
  matrixOf,
}: TreeNetwork): { readonly name: string; readonly L: number }[] =>
  namedNodes(tree, interiorNodes(tree)).map(({ nu, name }) => ({
    name,
    L: tree.nodes[nu]!.children.length + (matrixOf[nu] === undefined ? 0 : 1),
  }));
