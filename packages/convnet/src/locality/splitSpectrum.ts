/**
 * How much a hierarchical factorization, or the convolutional arithmetic circuit that computes it, makes the two sides of a split of
 * its modes depend on each other: the singular values of the matricization of its end tensor (Razin et al. 2022, section 5).
 */
import {
  endTensor,
  exactLog,
  InputError,
  matricization,
  modeSetName,
  numelOf,
  rootOf,
  singularValues,
  type Matrix,
  type TreeNetwork,
} from '@ranksweep/core';
import { compressed, khatriRao, product, transposed } from './triangular.ts';

/** Matrices of the nodes, in the order of the factorization's parameters. */
type Matrices = readonly Float64Array[];

/** The most entries of an end tensor that is formed. */
const MOST_ENTRIES = 2 ** 16;

/**
 * The node of the tree that a split is at: the split's modes, or all others, are the node's.
 * @param modes numbered from 1: some but not all
 * @returns undefined for another split of a tensor that is small enough to be formed
 * @throws InputError for another split of a tensor of more than 65,536 entries, and for modes that are none
 */
export function nodeOfSplit({ dims, tree }: TreeNetwork, modes: readonly number[]): number | undefined {
  const inside = new Set(modes);
  if (inside.size === 0 || inside.size >= dims.length || modes.some((mode) => !(dims[mode - 1]! > 0))) {
    throw new InputError(
      `split: expected some but not all of the modes 1..${dims.length}, found ${modeSetName(modes)}`,
    );
  }
  const isSplit = (of: readonly number[]): boolean => {
    const count = of.filter((mode) => inside.has(mode)).length;
    return (
      (count === of.length && count === inside.size) ||
      (count === 0 && of.length + inside.size === dims.length)
    );
  };
  const node = tree.nodes.findIndex((one) => isSplit(one.modes));
  if (node >= 0) return node;
  if (numelOf(dims) <= MOST_ENTRIES) return undefined;
  throw new InputError(
    `split: expected the modes of a node of the tree, since the end tensor has more than ${MOST_ENTRIES} entries; found ${modeSetName(modes)}`,
  );
}

/**
 * Singular values of [[W_e]]_I, descending, but for zeros.
 *
 * Where I is a node of the mode tree, or all modes but those of one, the end tensor is never formed, and its order may be any. Its
 * matricization is U V^T with one column of U and V for each number that the node hands to its parent. Both are Khatri-Rao products of
 * what hangs below and above, and small matrices with the same Gram matrices take their places at every node.
 *
 * @param modes I, as of `nodeOfSplit`
 * @throws InputError as `nodeOfSplit`
 */
export function splitSpectrum(
  network: TreeNetwork,
  matrices: Matrices,
  modes: readonly number[],
): Float64Array {
  const node = nodeOfSplit(network, modes);
  if (node !== undefined) return spectrumAt(network, matrices, node);
  return singularValues(matricization(endTensor(network, matrices), network.dims, modes));
}

function spectrumAt(network: TreeNetwork, matrices: Matrices, node: number): Float64Array {
  const below = factorsBelow(network, matrices);
  return singularValues(product(below[node]!, transposed(factorAbove(network, matrices, below, node))));
}

const matrixAt = ({ parameters }: TreeNetwork, matrices: Matrices, nu: number): Matrix => ({
  ...parameters[nu]!,
  values: matrices[nu]!,
});

const joined = (factors: readonly Matrix[]): Matrix =>
  factors.reduce((all, factor) => compressed(khatriRao(all, factor)));

/** By node: of U, which has a row for each index tuple of the node's modes, and a column for each of its outputs. */
function factorsBelow(network: TreeNetwork, matrices: Matrices): Matrix[] {
  const factors: Matrix[] = [];
  network.tree.nodes.forEach(({ children }, nu) => {
    const own = matrixAt(network, matrices, nu);
    const inputs = children.map((child) => factors[child]!);
    factors.push(compressed(inputs.length === 0 ? own : product(joined(inputs), own)));
  });
  return factors;
}

/** Of V, which has a row for each index tuple of all other modes, and a column for each output of the node. */
function factorAbove(
  network: TreeNetwork,
  matrices: Matrices,
  below: readonly Matrix[],
  node: number,
): Matrix {
  const { tree } = network;
  if (node === rootOf(tree)) return { rows: 1, cols: 1, values: Float64Array.of(1) };
  const parent = tree.nodes.findIndex(({ children }) => children.includes(node));
  const above = factorAbove(network, matrices, below, parent);
  const siblings = tree.nodes[parent]!.children.filter((child) => child !== node).map(
    (child) => below[child]!,
  );
  return compressed(joined([product(above, transposed(matrixAt(network, matrices, parent))), ...siblings]));
}

/**
 * Entanglement entropy across a split, in nats: the entropy of p_i = sigma_i^2 / sum of sigma^2. It is 0 where the two sides do not
 * depend on each other, and at most the logarithm of the rank (Levine et al. 2018, "Deep learning and quantum entanglement", section 3).
 * @returns NaN for the zero matrix, and for values that are not finite
 */
export function entanglementEntropy(singular: Float64Array): number {
  const largest = singular[0] ?? 0;
  if (!(largest > 0 && Number.isFinite(largest))) return NaN;
  const squares = singular.map((sigma) => (sigma / largest) ** 2);
  const sum = squares.reduce((total, square) => total + square, 0);
  return squares.reduce(
    (entropy, square) => (square === 0 ? entropy : entropy - (square / sum) * exactLog(square / sum)),
    0,
  );
}
