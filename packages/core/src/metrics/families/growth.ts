/**
 * What the laws of growth are made of (Razin et al. 2021, section 4; 2022, section 4): the time of gradient flow, and for every
 * component its alignment with the descent direction, gamma, and how far its vectors are from equal norms. Columns follow the
 * ranks of the norms: `gamma_component_norm_2` belongs to the component whose norm is `component_norm_2`.
 */
import type { TreeNetwork } from '../../factorization/network.ts';
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
import { componentAlignments, componentImbalances, componentNorms, placesOfLargest } from '../norms.ts';
import { requestedParts, requireNoPart, type MetricRequest } from '../request.ts';
import type { Snapshot } from '../snapshot.ts';

/** One value for every component at node nu. */
type ComponentValues = (snapshot: Snapshot, nu: number) => Float64Array;

const cosines: ComponentValues = (snapshot, nu) => {
  const norm = euclideanNorm(snapshot.endGradient());
  return componentAlignments(snapshot, nu).map((gamma) => (norm === 0 ? 0 : gamma / norm));
};

export const growthFamilies: MetricFamilies = {
  flow_time: scalarFamily({
    description: 'time of gradient flow: the sum of the step sizes so far; NaN with momentum or Adam',
    value: ({ flowTime }, { config }) => (followsGradientFlow(config.optimizer) ? flowTime : NaN),
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
  // The norm of the gradient is the end tensor's.
  component_gradient_cosine: ofEndTensor(
    componentFamily('cosine similarity of the component and -dL/dW_e', cosines),
  ),
  gamma_singular_value: {
    description: 'gamma, the inner product of -dL/dW_e with u_r v_r^T',
    only: ['matrix'],
    borrowsRanks: true,
    metricsOf(request, { network, top }) {
      requireNoPart(request);
      const count = Math.min(top, ...network.dims);
      return [
        {
          columns: rankedColumns(request.stem, count),
          needsEndTensor: true,
          compute: (snapshot) => snapshot.singularValueGrowth([1]).subarray(0, count),
        },
      ];
    },
  },
};

/** One family for components, and one for local components. */
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

function ofEndTensor(family: MetricFamily): MetricFamily {
  return {
    ...family,
    metricsOf: (request, measured) =>
      family.metricsOf(request, measured).map((metric) => ({ ...metric, needsEndTensor: true })),
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
function byRankOfNorm(stem: string, nu: number, { network, top }: Measured, values: ComponentValues): Metric {
  const { tree, widthOf } = network as TreeNetwork;
  const count = Math.min(top, widthOf[tree.nodes[nu]!.children[0]!]!);
  return {
    columns: rankedColumns(stem, count),
    needsEndTensor: false,
    compute(snapshot) {
      const all = values(snapshot, nu);
      return placesOfLargest(componentNorms(snapshot, nu), count).map((r) => all[r] ?? NaN);
    },
  };
}
