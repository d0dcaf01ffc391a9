/**
 * The quantities in the laws of growth (Razin et al. 2021, section 4; 2022, section 4): the time of gradient flow, and for every
 * component its alignment with the descent direction, gamma, and how far its vectors are from equal norms. Columns are ranked by
 * the norms: `gamma_component_norm_2` belongs to the component whose norm is `component_norm_2`.
 */
import type { TreeNetwork } from '../../models/network.ts';
import { interiorNodes, rootOf } from '../../modeTree/modeTree.ts';
import { followsGradientFlow } from '../../reference/optimizer.ts';
import { euclideanNorm } from '../../tensor/shape.ts';
import {
  rankedColumns,
  scalarFamily,
  type Measured,
  type Metric,
  type MetricFamilies,
  type MetricFamily,
} from '../family.ts';
import { namedNodes } from '../../modeTree/nodeNames.ts';
import { fromOne, type Formula } from '../formula.ts';
import {
  componentAlignments,
  componentCount,
  componentImbalances,
  componentNorms,
} from '../localComponents.ts';
import { placesOfLargest } from '../../tensor/norms.ts';
import { need } from '../quantities.ts';
import { requestedParts, requireNoPart, type MetricRequest } from '../request.ts';

/** One value for every local component at node nu. */
type ComponentValues = (network: TreeNetwork, nu: number) => Formula<Float64Array>;

const cosines: ComponentValues = (network, nu) => {
  const alignments = componentAlignments(network, nu);
  const gradient = need('endGradient');
  return {
    needs: [...alignments.needs, gradient],
    compute(snapshot) {
      const norm = euclideanNorm(snapshot.of(gradient));
      return alignments.compute(snapshot).map((gamma) => (norm === 0 ? 0 : gamma / norm));
    },
  };
};

export const growthFamilies: MetricFamilies = {
  flow_time: scalarFamily({
    description: 'time of gradient flow: the sum of the step sizes so far; NaN with momentum or Adam',
    formula: ({ config }) => ({
      needs: [],
      compute: ({ flowTime }) => (followsGradientFlow(config.optimizer) ? flowTime : NaN),
    }),
  }),
  ...familiesOf(
    'gamma',
    'gamma, the inner product of -dL/dW_e with the component divided by its norm',
    componentAlignments,
  ),
  ...familiesOf(
    'unbalancedness',
    "largest difference of squared norms between two of the component's vectors",
    componentImbalances,
  ),
  component_gradient_cosine: componentFamily('cosine similarity of the component and -dL/dW_e', cosines),
  gamma_singular_value: {
    description: 'gamma, the inner product of -dL/dW_e with u_r v_r^T',
    only: ['matrix'],
    borrowsRanks: true,
    metricsOf(request, { network, top }) {
      requireNoPart(request);
      const count = Math.min(top, ...network.dims);
      const growth = fromOne(need('singularValueGrowth', [1]), (all) => all.subarray(0, count));
      return [{ columns: rankedColumns(request.stem, count), ...growth }];
    },
  },
};

/** One family for components and one for local components. */
function familiesOf(prefix: string, description: string, values: ComponentValues): MetricFamilies {
  return {
    [`${prefix}_component_norm`]: componentFamily(description, values),
    [`${prefix}_local_component_norm`]: {
      description: `${description} (local components)`,
      only: ['hierarchical'],
      borrowsRanks: true,
      metricsOf(request, measured) {
        const { tree } = measured.network as TreeNetwork;
        const nodes = namedNodes(tree, interiorNodes(tree));
        return requestedParts(request, nodes, 'a node of the mode tree').map(({ nu, name }) =>
          byRankOfNorm(`${request.stem}${name}`, nu, measured, values),
        );
      },
    },
  };
}

function componentFamily(description: string, values: ComponentValues): MetricFamily {
  return {
    description,
    only: ['cp'],
    borrowsRanks: true,
    metricsOf(request: MetricRequest, measured: Measured) {
      requireNoPart(request);
      return [byRankOfNorm(request.stem, rootOf((measured.network as TreeNetwork).tree), measured, values)];
    },
  };
}

/** Values of the `top` components of largest norm at node nu, in the order of their norms. */
function byRankOfNorm(stem: string, nu: number, measured: Measured, valuesOf: ComponentValues): Metric {
  const network = measured.network as TreeNetwork;
  const count = Math.min(measured.top, componentCount(network, nu));
  const norms = componentNorms(network, nu);
  const values = valuesOf(network, nu);
  return {
    columns: rankedColumns(stem, count),
    needs: [...norms.needs, ...values.needs],
    compute(snapshot) {
      const all = values.compute(snapshot);
      return placesOfLargest(norms.compute(snapshot), count).map((r) => all[r] ?? NaN);
    },
  };
}
