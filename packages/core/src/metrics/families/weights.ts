/** The weights themselves: norms of the columns of the parameter matrices, and how balanced neighbouring ones are. */
import type { TreeNetwork } from '../../factorization/network.ts';
import { rankedMetric, scalarFamily, type MetricFamilies } from '../family.ts';
import { namedNodes } from '../nodes.ts';
import { unbalancedness } from '../norms.ts';

export const weightFamilies: MetricFamilies = {
  weight_vector_norm: {
    description: "norms of the columns of a node's weight matrix",
    only: ['cp', 'hierarchical'],
    metricsOf(request, { network, top }) {
      const { tree, matrixOf, parameters } = network as TreeNetwork;
      const withMatrix = tree.nodes.flatMap((_, nu) => (matrixOf[nu] === undefined ? [] : [nu]));
      return namedNodes(request, tree, withMatrix).map(({ nu, name }) => {
        const own = matrixOf[nu]!;
        return rankedMetric(`${request.stem}${name}`, top, parameters[own]!.cols, (snapshot) =>
          snapshot.squaredColumnNorms(own).map(Math.sqrt),
        );
      });
    },
  },
  unbalancedness: scalarFamily({
    description: 'largest difference of squared norms within a component, or between neighbouring layers',
    value: unbalancedness,
  }),
};
