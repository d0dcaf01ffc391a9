/**
 * Components of a CP factorization (Razin et al. 2021) and local components of a hierarchical one, which every
 * interior node of its mode tree has (Razin et al. 2022, Definition 2).
 */
import type { TreeNetwork } from '../../models/network.ts';
import { interiorNodes, rootOf } from '../../modeTree/modeTree.ts';
import { componentCosine } from '../componentCosine.ts';
import { rankedMetric, scalarFamily, type Measured, type Metric, type MetricFamilies } from '../family.ts';
import { namedNodes } from '../../modeTree/nodeNames.ts';
import { componentCount, componentNorms } from '../localComponents.ts';
import { requestedParts, requireNoPart } from '../request.ts';

export const componentFamilies: MetricFamilies = {
  component_norm: {
    description: 'norms of the components',
    only: ['cp'],
    metricsOf(request, measured) {
      requireNoPart(request);
      return [normMetric(request.stem, rootOf((measured.network as TreeNetwork).tree), measured)];
    },
  },
  component_cosine: scalarFamily({
    description:
      'largest absolute cosine similarity between two of the largest components, `record.top` of them',
    only: ['cp'],
    formula: ({ network, top }) => componentCosine(network as TreeNetwork, top),
  }),
  local_component_norm: {
    description: 'norms of the local components at a node of the mode tree',
    only: ['hierarchical'],
    metricsOf(request, measured) {
      const { tree } = measured.network as TreeNetwork;
      const nodes = namedNodes(tree, interiorNodes(tree));
      return requestedParts(request, nodes, 'a node of the mode tree').map(({ nu, name }) =>
        normMetric(`${request.stem}${name}`, nu, measured),
      );
    },
  },
};

function normMetric(stem: string, nu: number, measured: Measured): Metric {
  const network = measured.network as TreeNetwork;
  const available = componentCount(network, nu);
  return rankedMetric(stem, componentNorms(network, nu), { top: measured.top, available });
}
