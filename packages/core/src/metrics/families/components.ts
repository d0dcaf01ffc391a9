/**
 * Components of a CP factorization (Razin et al. 2021) and local components of a hierarchical one, which every
 * interior node of its mode tree has (Razin et al. 2022, Definition 2).
 */
import type { TreeNetwork } from '../../factorization/network.ts';
import { interiorNodes, rootOf } from '../../modeTree/modeTree.ts';
import { componentCosine } from '../componentCosine.ts';
import { rankedMetric, scalarFamily, type MetricFamilies } from '../family.ts';
import { namedNodes } from '../../modeTree/nodeNames.ts';
import { componentNorms } from '../norms.ts';
import { requestedParts, requireNoPart } from '../request.ts';

export const componentFamilies: MetricFamilies = {
  component_norm: {
    description: 'norms of the components',
    only: ['cp'],
    metricsOf(request, { network, top }) {
      requireNoPart(request);
      const root = rootOf((network as TreeNetwork).tree);
      return [
        rankedMetric(request.stem, top, network.parameters[0]!.cols, (snapshot) =>
          componentNorms(snapshot, root),
        ),
      ];
    },
  },
  component_cosine: scalarFamily({
    description:
      'largest absolute cosine similarity between two of the largest components, `record.top` of them',
    only: ['cp'],
    value: (snapshot, { top }) => componentCosine(snapshot, top),
  }),
  local_component_norm: {
    description: 'norms of the local components at a node of the mode tree',
    only: ['hierarchical'],
    metricsOf(request, { network, top }) {
      const { tree, widthOf } = network as TreeNetwork;
      const nodes = namedNodes(tree, interiorNodes(tree));
      return requestedParts(request, nodes, 'a node of the mode tree').map(({ nu, name }) =>
        rankedMetric(`${request.stem}${name}`, top, widthOf[tree.nodes[nu]!.children[0]!]!, (snapshot) =>
          componentNorms(snapshot, nu),
        ),
      );
    },
  },
};
