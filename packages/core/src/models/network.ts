/**
 * A factorization as data: which parameter matrices there are, and how they make the end tensor W_e.
 *
 * - matrix: W_e = W_1 W_2 ... W_L (a chain of matrices).
 * - cp: W_e = sum_r w_r^1 (x) ... (x) w_r^N; a mode tree with one join and no matrix of its own but for the optional
 *   linear output (Razin et al. 2021, eq. 3).
 * - hierarchical: a mode tree whose every node has a matrix (Razin et al. 2022, section 3).
 */
import type { ModeTree } from '../modeTree/modeTree.ts';

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
 * A node multiplies its children's vectors elementwise; a leaf takes the row of its index. The result times the node's matrix, if
 * it has one, is the node's vector. An entry of the end tensor is the sum over the root's vector.
 */
export interface TreeNetwork {
  readonly kind: 'tree';
  readonly dims: readonly number[];
  readonly tree: ModeTree;
  /** For each node, the index into `parameters` of its matrix (leaf n: d_n x R_0; interior: R_in x R_out), or undefined. */
  readonly matrixOf: readonly (number | undefined)[];
  /** For each node, the length of the vector that it passes to its parent. */
  readonly widthOf: readonly number[];
  readonly parameters: readonly ParameterShape[];
}

export type Network = ChainNetwork | TreeNetwork;

/** Number of numbers in all parameter matrices. */
export const parameterCount = (network: Network): number =>
  network.parameters.reduce((sum, { rows, cols }) => sum + rows * cols, 0);
