/**
 * A factorization as data: which parameter matrices there are, and how they make the end tensor W_e.
 *
 * - matrix: W_e = W_1 W_2 ... W_L (a chain of matrices).
 * - cp: W_e = sum_r w_r^1 (x) ... (x) w_r^N; a mode tree with one join and no matrix of its own but for the optional
 *   linear output (Razin et al. 2021, eq. 3).
 * - hierarchical: a mode tree whose every node has a matrix (Razin et al. 2022, section 3).
 */
import { InputError } from '../config/errors.ts';
import { listed, shownWord } from '../config/expectation.ts';
import type { ModelConfig } from '../config/schema.ts';
import { configuredModeTree } from '../modeTree/configuredTree.ts';
import { flatModeTree, interiorNodes, modeSetName, rootOf, type ModeTree } from '../modeTree/modeTree.ts';
import { namedNodes } from '../modeTree/nodeNames.ts';

export interface ParameterShape {
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
}

/** W_e = W_1 ... W_L; `widths` are the L + 1 dimensions along the chain, d_1 and d_2 at its ends. */
export interface ChainNetwork {
  readonly kind: 'chain';
  readonly dims: readonly number[];
  readonly widths: readonly number[];
  readonly parameters: readonly ParameterShape[];
}

/**
 * Every node turns the elementwise product of its children's vectors (a leaf: the row of its index) into its own vector,
 * by its matrix or, where it has none, as it is. The end tensor's entry is the sum over the root's vector.
 */
export interface TreeNetwork {
  readonly kind: 'tree';
  readonly dims: readonly number[];
  readonly tree: ModeTree;
  /** By node: index into `parameters` of its matrix (leaf n: d_n x R_0; interior: R_in x R_out), or undefined. */
  readonly matrixOf: readonly (number | undefined)[];
  /** By node: length of the vector that it hands to its parent. */
  readonly widthOf: readonly number[];
  readonly parameters: readonly ParameterShape[];
}

export type Network = ChainNetwork | TreeNetwork;

/** L - 1 inner dimensions min(d_1, d_2): the end matrix may then have any rank. */
export const defaultHiddenWidths = (depth: number, dims: readonly number[]): number[] =>
  new Array<number>(depth - 1).fill(Math.min(...dims));

/** R = prod(d_n) / max(d_n), an upper bound on the CP rank of any tensor of that shape. */
export const defaultComponents = (dims: readonly number[]): number =>
  dims.reduce((product, d) => product * d, 1) / Math.max(...dims);

/**
 * @param dims d_1, ..., d_N
 * @throws InputError when the model does not fit the dimensions
 */
export function networkOf(model: ModelConfig, dims: readonly number[]): Network {
  switch (model.kind) {
    case 'matrix':
      return chainNetwork(model.depth, model.hiddenWidths, dims);
    case 'cp':
      return cpNetwork(model.components ?? defaultComponents(dims), model.linearOutput, dims);
    case 'hierarchical':
      return hierarchicalNetwork(configuredModeTree(model, dims.length), model.widths, dims);
  }
}

function chainNetwork(
  depth: number,
  hiddenWidths: readonly number[] | undefined,
  dims: readonly number[],
): ChainNetwork {
  if (dims.length !== 2) {
    throw new InputError(`task.dims: expected 2 dimensions for a matrix model, found ${shownList(dims)}`);
  }
  const hidden = hiddenWidths ?? defaultHiddenWidths(depth, dims);
  if (hidden.length !== depth - 1) {
    throw new InputError(
      `model.hiddenWidths: expected depth - 1 = ${depth - 1} widths, found ${shownList(hidden)}`,
    );
  }
  const widths = [dims[0]!, ...hidden, dims[1]!];
  const parameters = Array.from({ length: depth }, (_, l) => ({
    name: `factor_${l + 1}`,
    rows: widths[l]!,
    cols: widths[l + 1]!,
  }));
  return { kind: 'chain', dims, widths, parameters };
}

function cpNetwork(components: number, linearOutput: boolean, dims: readonly number[]): TreeNetwork {
  const tree = flatModeTree(dims.length);
  const parameters = dims.map((d, n) => ({ name: `mode_${n + 1}`, rows: d, cols: components }));
  if (linearOutput) parameters.push({ name: 'output', rows: components, cols: 1 });
  return {
    kind: 'tree',
    dims,
    tree,
    matrixOf: [...dims.map((_, n) => n), linearOutput ? dims.length : undefined],
    widthOf: [...dims.map(() => components), linearOutput ? 1 : components],
    parameters,
  };
}

/** @param widths output width of every height of the tree from the leaves (height 0) upward, without the root */
export function hierarchicalNetwork(
  tree: ModeTree,
  widths: readonly number[],
  dims: readonly number[],
): TreeNetwork {
  const root = rootOf(tree);
  const layers = tree.nodes[root]!.height;
  if (widths.length !== layers) {
    throw new InputError(
      `widths: expected ${layers}, one per layer of the mode tree below its root, found ${shownList(widths)}`,
    );
  }
  const widthOf = tree.nodes.map((node, index) => (index === root ? 1 : widths[node.height]!));
  // A name is the purpose of a random stream, too: two matrices of one name would be equal.
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

const shownList = (numbers: readonly number[]): string => shownWord(JSON.stringify(numbers));

export const parameterCount = (network: Network): number =>
  network.parameters.reduce((sum, { rows, cols }) => sum + rows * cols, 0);
