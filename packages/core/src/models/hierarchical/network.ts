/** A mode tree in which every node has a matrix (Razin et al. 2022, section 3). */
import { InputError } from '../../config/errors.ts';
import { listed } from '../../config/expectation.ts';
import type { TreeNetwork } from '../network.ts';
import { interiorNodes, modeSetName, rootOf, type ModeTree } from '../../modeTree/modeTree.ts';
import { namedNodes } from '../../modeTree/nodeNames.ts';
import { shownNumbers } from '../shownNumbers.ts';

/**
 * A matrix for every node: d_n x R_0 at the leaf of mode n, inputs x outputs at an interior node, and one output at the root.
 * @param widths output width of every height of the tree from the leaves (height 0) upward, without the root
 * @throws InputError if there are not as many as heights, or if children of one node are not equally wide
 */
export function hierarchicalNetwork(
  tree: ModeTree,
  widths: readonly number[],
  dims: readonly number[],
): TreeNetwork {
  const root = rootOf(tree);
  const layers = tree.nodes[root]!.height;
  if (widths.length !== layers) {
    throw new InputError(
      `widths: expected ${layers}, one per layer of the mode tree below its root, found ${shownNumbers(widths)}`,
    );
  }
  const widthOf = tree.nodes.map((node, index) => (index === root ? 1 : widths[node.height]!));
  // A name is also the purpose of a random stream: two matrices with one name would be equal.
  const nameOf = new Map(namedNodes(tree, interiorNodes(tree)).map(({ nu, name }) => [nu, name]));
  const parameters = tree.nodes.map((node, index) => {
    const inputs = node.children.map((child) => widthOf[child]!);
    if (inputs.some((width) => width !== inputs[0])) {
      throw new InputError(
        `widths: expected the children of node ${modeSetName(node.modes)} to be equally wide, found ${listed(inputs.map(String))}`,
      );
    }
    return node.children.length === 0
      ? { name: `leaf_${index + 1}`, rows: dims[index]!, cols: widthOf[index]! }
      : { name: `node_${nameOf.get(index)!}`, rows: inputs[0]!, cols: widthOf[index]! };
  });
  return { kind: 'tree', dims, tree, matrixOf: tree.nodes.map((_, index) => index), widthOf, parameters };
}
