/**
 * The metrics of a run by name. A request is a stem with, for some, a set of modes: `train_loss`, `component_norm`,
 * `singular_value{1,2}`, `local_component_norm` (at every interior node). A ranked stem gives columns with a suffix from
 * 1 = largest: `component_norm_1`.
 */
import { hint } from '../config/nearest.ts';
import { InputError } from '../config/errors.ts';
import type { RunConfig } from '../config/schema.ts';
import type { Network, TreeNetwork } from '../factorization/network.ts';
import { interiorNodes, modeSetName, rootOf } from '../modeTree/modeTree.ts';
import type { MetricDescription } from '../trajectory.ts';
import { componentNorms, topValues, unbalancedness } from './norms.ts';
import { effectiveRank, numericalRank } from './rank.ts';
import { remembered, type Snapshot } from './snapshot.ts';

interface Metric {
  readonly columns: readonly string[];
  readonly needsEndTensor: boolean;
  compute(snapshot: Snapshot): ArrayLike<number>;
}

interface MetricFamily {
  readonly description: string;
  /** What `{...}` behind the stem means, where it may stand. */
  readonly modes: 'none' | 'matricization' | 'node';
  readonly ranked: boolean;
  /** Model kinds that have it; default: all. */
  readonly only?: readonly RunConfig['model']['kind'][];
}

const FAMILIES: Readonly<Record<string, MetricFamily>> = {
  train_loss: { description: 'objective on the observations', modes: 'none', ranked: false },
  train_mse: { description: 'mean squared residual on the observations', modes: 'none', ranked: false },
  reconstruction_error: {
    description: '||W_e - W*||_F / ||W*||_F over all entries',
    modes: 'none',
    ranked: false,
  },
  frobenius_norm: { description: 'Frobenius norm of the end tensor', modes: 'none', ranked: false },
  unbalancedness: {
    description: 'largest difference of squared norms within a component, or between neighbouring layers',
    modes: 'none',
    ranked: false,
  },
  component_norm: { description: 'norms of the components', modes: 'none', ranked: true, only: ['cp'] },
  local_component_norm: {
    description: 'norms of the local components at a node of the mode tree',
    modes: 'node',
    ranked: true,
    only: ['hierarchical'],
  },
  weight_vector_norm: {
    description: "norms of the columns of a node's weight matrix",
    modes: 'node',
    ranked: true,
    only: ['cp', 'hierarchical'],
  },
  singular_value: {
    description: 'singular values of the end matrix or of a matricization',
    modes: 'matricization',
    ranked: true,
  },
  effective_rank: {
    description: 'exp of the entropy of the normalized singular values',
    modes: 'matricization',
    ranked: false,
  },
  rank: {
    description: "singular values above float32's rounding of the largest",
    modes: 'matricization',
    ranked: false,
  },
};

const DEFAULT_METRICS: Readonly<Record<RunConfig['model']['kind'], readonly string[]>> = {
  matrix: ['train_loss', 'reconstruction_error', 'singular_value', 'effective_rank', 'unbalancedness'],
  cp: ['train_loss', 'reconstruction_error', 'component_norm', 'unbalancedness'],
  hierarchical: ['train_loss', 'reconstruction_error', 'local_component_norm', 'unbalancedness'],
};

export interface MetricSet {
  /** Column names, in the order of the values that `measure` returns. */
  readonly names: readonly string[];
  readonly needsEndTensor: boolean;
  measure(snapshot: Snapshot): Float64Array;
}

/**
 * The metrics that a configuration asks for, or those of its model kind.
 * @throws InputError for a metric that does not exist or that the model does not have
 */
export function metricSet(config: Pick<RunConfig, 'model' | 'loss' | 'record'>, network: Network): MetricSet {
  const { kind } = config.model;
  const lossNames = config.loss.kind === 'mse' ? [] : ['train_mse'];
  const requests = config.record.metrics ?? [...DEFAULT_METRICS[kind], ...lossNames];
  const requested = requests.flatMap((request) => metricsOf(request, kind, network, config.record.top));
  // Two requests may name one metric: `local_component_norm` and `local_component_norm{1,2}`.
  const metrics = [...new Map(requested.map((metric) => [metric.columns[0], metric])).values()];
  const names = metrics.flatMap((metric) => metric.columns);
  return {
    names,
    needsEndTensor: metrics.some((metric) => metric.needsEndTensor),
    measure(snapshot) {
      const values = new Float64Array(names.length);
      const known = remembered(snapshot);
      let at = 0;
      for (const metric of metrics) {
        values.set(metric.compute(known), at);
        at += metric.columns.length;
      }
      return values;
    },
  };
}

/** Unit and meaning of a column, for the `metrics` table. */
export function describeMetric(name: string): MetricDescription {
  const { stem, modes } = parseRequest(name);
  const family = FAMILIES[stem] ?? FAMILIES[stem.replace(/_\d+$/, '')];
  return {
    name,
    unit: '1',
    description: (family?.description ?? '') + (modes ? `, modes ${modes.join(', ')}` : ''),
  };
}

/** The stem of a ranked column and its rank from 1, or undefined: `component_norm_2` -> `component_norm`, 2. */
export function rankedName(name: string): { readonly stem: string; readonly rank: number } | undefined {
  const match = /^(.*)_(\d+)$/.exec(name);
  return match ? { stem: match[1]!, rank: Number(match[2]) } : undefined;
}

function metricsOf(
  request: string,
  kind: RunConfig['model']['kind'],
  network: Network,
  top: number,
): Metric[] {
  const { stem, modes } = parseRequest(request);
  const family = FAMILIES[stem];
  const offered = Object.keys(FAMILIES).filter((name) => FAMILIES[name]!.only?.includes(kind) ?? true);
  if (family === undefined || !offered.includes(stem)) {
    throw new InputError(
      `record.metrics: expected a metric of a ${kind} model, found '${request}'${hint(stem, offered, 'there are')}`,
    );
  }
  if (modes !== undefined && family.modes === 'none') {
    throw new InputError(`record.metrics: expected no modes behind '${stem}', found '${request}'`);
  }
  if (family.modes === 'node') return nodeMetrics(request, stem, modes, network as TreeNetwork, top);
  if (family.modes === 'matricization') return [spectralMetric(request, stem, modes, network, top)];
  return [stem === 'component_norm' ? componentMetric(network as TreeNetwork, top) : scalarMetric(stem)];
}

function scalarMetric(stem: string): Metric {
  const compute: Record<string, (snapshot: Snapshot) => number> = {
    train_loss: ({ losses }) => losses.objective,
    train_mse: ({ losses }) => losses.mse,
    reconstruction_error: (snapshot) => snapshot.reconstructionError(),
    frobenius_norm: (snapshot) => snapshot.frobeniusNorm(),
    unbalancedness,
  };
  return {
    columns: [stem],
    needsEndTensor: stem === 'reconstruction_error' || stem === 'frobenius_norm',
    compute: (snapshot) => [compute[stem]!(snapshot)],
  };
}

function componentMetric(network: TreeNetwork, top: number): Metric {
  const root = rootOf(network.tree);
  return ranked('component_norm', top, network.parameters[0]!.cols, (snapshot) =>
    componentNorms(snapshot, root),
  );
}

function nodeMetrics(
  request: string,
  stem: string,
  modes: readonly number[] | undefined,
  network: TreeNetwork,
  top: number,
): Metric[] {
  const { tree, matrixOf } = network;
  const local = stem === 'local_component_norm';
  const nodes = local
    ? interiorNodes(tree)
    : tree.nodes.flatMap((_, nu) => (matrixOf[nu] === undefined ? [] : [nu]));
  const nameOf = (nu: number): string => modeSetName(tree.nodes[nu]!.modes);
  const chosen = modes === undefined ? nodes : nodes.filter((nu) => nameOf(nu) === modeSetName(modes));
  if (chosen.length === 0) {
    throw new InputError(
      `record.metrics: expected a node of the mode tree (${nodes.map(nameOf).join(' ')}), found '${request}'`,
    );
  }
  // A unary node has the modes of its child: of several nodes with one name the lowest keeps it.
  const distinct = chosen.filter((nu, i) => chosen.findIndex((other) => nameOf(other) === nameOf(nu)) === i);
  return distinct.map((nu) => {
    const own = matrixOf[nu];
    const count = local ? network.widthOf[tree.nodes[nu]!.children[0]!]! : network.parameters[own!]!.cols;
    return ranked(`${stem}${nameOf(nu)}`, top, count, (snapshot) =>
      local ? componentNorms(snapshot, nu) : snapshot.squaredColumnNorms(own!).map(Math.sqrt),
    );
  });
}

function ranked(
  stem: string,
  top: number,
  available: number,
  compute: (snapshot: Snapshot) => Float64Array,
): Metric {
  const count = Math.min(top, available);
  return {
    columns: Array.from({ length: count }, (_, k) => `${stem}_${k + 1}`),
    needsEndTensor: false,
    compute: (snapshot) => topValues(compute(snapshot), count),
  };
}

function spectralMetric(
  request: string,
  stem: string,
  requested: readonly number[] | undefined,
  network: Network,
  top: number,
): Metric {
  const { dims } = network;
  const modes = requested ?? (dims.length === 2 ? [1] : undefined);
  const proper =
    modes !== undefined &&
    modes.length < dims.length &&
    modes.every((m, i) => m >= 1 && m <= dims.length && modes.indexOf(m) === i);
  if (!proper) {
    throw new InputError(
      `record.metrics: expected modes of a matricization, some but not all of 1..${dims.length}, such as '${stem}{1}', ` +
        `found '${request}'`,
    );
  }
  const rows = modes.reduce((product, mode) => product * dims[mode - 1]!, 1);
  const cols = dims.reduce((product, d) => product * d, 1) / rows;
  const name = requested === undefined ? stem : `${stem}${modeSetName(modes)}`;
  if (stem === 'singular_value') {
    const count = Math.min(top, rows, cols);
    return {
      columns: Array.from({ length: count }, (_, k) => `${name}_${k + 1}`),
      needsEndTensor: true,
      compute: (snapshot) => snapshot.singularValues(modes).subarray(0, count),
    };
  }
  const measure =
    stem === 'rank' ? (s: Float64Array) => numericalRank(s, Math.max(rows, cols)) : effectiveRank;
  return {
    columns: [name],
    needsEndTensor: true,
    compute: (snapshot) => [measure(snapshot.singularValues(modes))],
  };
}

function parseRequest(request: string): { stem: string; modes?: number[] } {
  const match = /^(\w+?)\{(\d+(?:,\d+)*)\}(_\d+)?$/.exec(request);
  if (!match) return { stem: request };
  return { stem: match[1]!, modes: match[2]!.split(',').map(Number) };
}
