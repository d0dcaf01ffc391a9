/**
 * Local components (nu, r) of a tree network, where r = 1, ..., the width of node nu's children (Razin et al. 2022, Definition
 * 2). The local components of CP's root are its components. All formulas here give one value for every r.
 */
import type { Network, TreeNetwork } from '../models/network.ts';
import { interiorNodes } from '../modeTree/modeTree.ts';
import type { Formula } from './formula.ts';
import { need, type Need } from './quantities.ts';

/** How many local components a node has. */
export const componentCount = ({ tree, widthOf }: TreeNetwork, nu: number): number =>
  widthOf[tree.nodes[nu]!.children[0]!]!;

/** Squared norms of the L_nu vectors of (nu, r): row r of the node's matrix, if it has one, and column r of each child's. */
function squaredVectors(
  { tree, matrixOf }: TreeNetwork,
  nu: number,
): Need<'squaredRowNorms' | 'squaredColumnNorms'>[] {
  const ofChildren = tree.nodes[nu]!.children.map((child) => need('squaredColumnNorms', matrixOf[child]!));
  const own = matrixOf[nu];
  return own === undefined ? ofChildren : [need('squaredRowNorms', own), ...ofChildren];
}

/** sigma_(nu,r) = product of the norms of the local component's vectors. */
export function componentNorms(network: TreeNetwork, nu: number): Formula<Float64Array> {
  const needs = squaredVectors(network, nu);
  return {
    needs,
    compute(snapshot) {
      const vectors = needs.map((vector) => snapshot.of(vector));
      return vectors[0]!.map((_, r) =>
        vectors.reduce((product, squares) => product * Math.sqrt(squares[r]!), 1),
      );
    },
  };
}

/** Largest difference of squared norms between two vectors of a local component. */
export function componentImbalances(network: TreeNetwork, nu: number): Formula<Float64Array> {
  const needs = squaredVectors(network, nu);
  return {
    needs,
    compute(snapshot) {
      const vectors = needs.map((vector) => snapshot.of(vector));
      return vectors[0]!.map((_, r) => {
        let low = Infinity;
        let high = -Infinity;
        for (const squares of vectors) {
          low = Math.min(low, squares[r]!);
          high = Math.max(high, squares[r]!);
        }
        return high - low;
      });
    },
  };
}

/**
 * gamma_(nu,r) = <-dL/dW_e, C_(nu,r)>, where C_(nu,r) is the end tensor with all other local components at nu set to zero,
 * divided by sigma_(nu,r) (Razin et al. 2022, Theorem 1; for CP's root Razin et al. 2021, Theorem 1). A column of a child's
 * matrix is a factor of exactly that share of W_e. NaN if sigma is 0, because there is no direction then.
 */
export function componentAlignments(network: TreeNetwork, nu: number): Formula<Float64Array> {
  const [child] = network.tree.nodes[nu]!.children;
  const derivatives = need('radialDerivatives', network.matrixOf[child!]!);
  const norms = componentNorms(network, nu);
  return {
    needs: [...norms.needs, derivatives],
    compute(snapshot) {
      const radial = snapshot.of(derivatives);
      return norms.compute(snapshot).map((sigma, r) => -radial[r]! / sigma);
    },
  };
}

/**
 * For trees: the largest difference of squared norms between two vectors of one local component. For chains: the largest
 * Frobenius norm of W_j^T W_j - W_(j+1) W_(j+1)^T. Constant under gradient flow.
 */
export function unbalancedness(network: Network): Formula<number> {
  if (network.kind === 'chain') {
    const layers = network.parameters.slice(1).map((_, layer) => need('layerImbalance', layer));
    return { needs: layers, compute: (snapshot) => largest(layers.map((layer) => snapshot.of(layer))) };
  }
  const ofNodes = interiorNodes(network.tree).map((nu) => componentImbalances(network, nu));
  return {
    needs: ofNodes.flatMap(({ needs }) => needs),
    compute: (snapshot) => largest(ofNodes.map((imbalances) => largest(imbalances.compute(snapshot)))),
  };
}

/** 0 if there are none; NaN if any is NaN. */
function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]!);
  return most;
}
