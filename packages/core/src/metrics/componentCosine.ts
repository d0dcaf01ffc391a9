/** The similarity of a CP factorization's components, which may be large and yet cancel each other. */
import type { TreeNetwork } from '../models/network.ts';
import { rootOf } from '../modeTree/modeTree.ts';
import type { Formula } from './formula.ts';
import { componentNorms } from './localComponents.ts';
import { need } from './quantities.ts';

/**
 * max over r != s of |cos(component r, component s)|, r and s among the `top` components of largest norm, where
 *   cos(component r, component s) = prod_n cos(w_r^n, w_s^n),
 * and 0 where a component is 0, or where there is only one. NaN when a norm is.
 */
export function componentCosine(network: TreeNetwork, top: number): Formula<number> {
  const { tree, matrixOf, parameters } = network;
  const componentNormsOf = componentNorms(network, rootOf(tree));
  const factorNeeds = tree.nodes[rootOf(tree)]!.children.map((mode) => {
    const k = matrixOf[mode]!;
    return { W: need('parameter', k), R: parameters[k]!.cols, squaredNorms: need('squaredColumnNorms', k) };
  });
  return {
    needs: [...componentNormsOf.needs, ...factorNeeds.flatMap(({ W, squaredNorms }) => [W, squaredNorms])],
    compute(snapshot) {
      const norms = componentNormsOf.compute(snapshot);
      if (norms.some(Number.isNaN)) return NaN;
      const largest = [...norms.keys()].filter((r) => norms[r]! > 0).sort((r, s) => norms[s]! - norms[r]!);
      const factors = factorNeeds.map(({ W, R, squaredNorms }) => ({
        W: snapshot.of(W),
        R,
        squaredNorms: snapshot.of(squaredNorms),
      }));
      const cosine = (r: number, s: number): number =>
        factors.reduce(
          (product, { W, R, squaredNorms }) =>
            (product * columnProduct(W, R, r, s)) / Math.sqrt(squaredNorms[r]! * squaredNorms[s]!),
          1,
        );
      let most = 0;
      largest.slice(0, top).forEach((r, i) => {
        // At most 1, except for rounding; NaN is kept.
        for (const s of largest.slice(0, i)) most = Math.max(most, Math.min(1, Math.abs(cosine(r, s))));
      });
      return most;
    },
  };
}

/** <w_r, w_s> of columns of W, (d, R) row-major. */
function columnProduct(W: ArrayLike<number>, R: number, r: number, s: number): number {
  let sum = 0;
  for (let row = 0; row < W.length; row += R) sum += W[row + r]! * W[row + s]!;
  return sum;
}
