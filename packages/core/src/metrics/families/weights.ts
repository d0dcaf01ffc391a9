/** The weights themselves: norms of the columns of the parameter matrices, and the balance of neighbouring matrices. */
import type { Network } from '../../models/network.ts';
import { rankedMetric, scalarFamily, type MetricFamilies } from '../family.ts';
import { namedNodes } from '../../modeTree/nodeNames.ts';
import { unbalancedness } from '../localComponents.ts';
import { fromOne } from '../formula.ts';
import { need } from '../quantities.ts';
import { requestedParts } from '../request.ts';

export const weightFamilies: MetricFamilies = {
  weight_vector_norm: {
    description: 'norms of the columns of a weight matrix, that of a node of the mode tree or a factor',
    metricsOf(request, { network, top }) {
      const kind = network.kind === 'chain' ? 'a factor' : 'a node of the mode tree';
      return requestedParts(request, namedMatrices(network), kind).map(({ name, k }) => {
        const norms = fromOne(need('squaredColumnNorms', k), (squares) => squares.map(Math.sqrt));
        return rankedMetric(`${request.stem}${name}`, norms, { top, available: network.parameters[k]!.cols });
      });
    },
  },
  unbalancedness: scalarFamily({
    description: 'largest difference of squared norms within a component, or between neighbouring layers',
    formula: ({ network }) => unbalancedness(network),
  }),
};

/** Parameter matrices k, by the factor or node that they belong to: `{factor_1}`, `{1,2}`. */
function namedMatrices(network: Network): { readonly name: string; readonly k: number }[] {
  if (network.kind === 'chain') return network.parameters.map(({ name }, k) => ({ name: `{${name}}`, k }));
  const { tree, matrixOf } = network;
  const withMatrix = tree.nodes.flatMap((_, nu) => (matrixOf[nu] === undefined ? [] : [nu]));
  return namedNodes(tree, withMatrix).map(({ nu, name }) => ({ name, k: matrixOf[nu]! }));
}
