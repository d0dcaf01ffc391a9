/** W_e = sum_r w_r^1 (x) ... (x) w_r^N: a mode tree with one join (Razin et al. 2021, eq. 3). */
import type { TreeNetwork } from '../network.ts';
import { flatModeTree } from '../../modeTree/modeTree.ts';
import type { CpModelConfig } from './schema.ts';

/** R = prod(d_n) / max(d_n), an upper bound on the CP rank of any tensor of that shape. */
export const defaultComponents = (dims: readonly number[]): number =>
  dims.reduce((product, d) => product * d, 1) / Math.max(...dims);

/** One d_n x R matrix for each mode n; with `linearOutput` also the R x 1 weights of the sum over components. */
export function cpNetwork(
  { components: asked, linearOutput }: CpModelConfig,
  dims: readonly number[],
): TreeNetwork {
  const components = asked ?? defaultComponents(dims);
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
