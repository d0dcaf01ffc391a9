/**
 * The metrics of a run by name. A request is a stem with, for some, a part of the network: `train_loss`, `component_norm`,
 * `singular_value{1,2}`, `local_component_norm` (at every interior node). A ranked stem gives columns with a suffix from
 * 1 = largest: `component_norm_1`.
 */
import type { TasklessConfig } from '../config/schema.ts';
import type { Network } from '../factorization/network.ts';
import { modelOf } from '../models/models.ts';
import { meaningOfDerived } from '../theory/derivedMetrics.ts';
import { recordsTheory } from '../theory/recordsTheory.ts';
import type { MetricDescription } from '../trajectory.ts';
import { familyOf, meaningOf } from './families.ts';
import type { Metric } from './family.ts';
import type { Formula } from './formula.ts';
import { unionOf } from './quantities.ts';
import { parseRequest } from './request.ts';

/** The needs of all its metrics, without duplicates. */
export interface MetricSet extends Formula<Float64Array> {
  /** Column names, in the order of the values that `compute` returns. */
  readonly names: readonly string[];
}

/** Metrics that a run records at every snapshot. */
export interface RunMetrics extends MetricSet {
  /** Metrics that a run records once, when it ends. Most runs have none. */
  readonly atEnd: MetricSet;
}

/**
 * The metrics that a configuration asks for, or those of its model kind.
 * @throws InputError for a metric that does not exist or that the model does not have
 */
export function metricSet(config: TasklessConfig, network: Network): RunMetrics {
  const { kind } = config.model;
  const lossNames = config.loss.kind === 'mse' ? [] : ['train_mse'];
  const { byDefault, forTheory } = modelOf(kind).metrics;
  const asked = config.record.metrics ?? [...byDefault, ...lossNames];
  const requests = recordsTheory(config) ? [...asked, ...forTheory] : asked;
  const requested = requests
    .map(parseRequest)
    .flatMap((request) =>
      familyOf(request, kind).metricsOf(request, { network, config, top: config.record.top }),
    );
  // Two requests may name one metric: `local_component_norm` and `local_component_norm{1,2}`.
  const metrics = [...new Map(requested.map((metric) => [metric.columns[0], metric])).values()];
  return {
    ...setOf(metrics.filter(({ isAtEnd = false }) => !isAtEnd)),
    atEnd: setOf(metrics.filter(({ isAtEnd = false }) => isAtEnd)),
  };
}

/** Names of all metrics that a run records, at its end or before. */
export const recordedNames = ({ names, atEnd }: RunMetrics): string[] => [...names, ...atEnd.names];

const NO_METRICS: MetricSet = { names: [], needs: [], compute: () => new Float64Array(0) };

function setOf(metrics: readonly Metric[]): MetricSet {
  if (metrics.length === 0) return NO_METRICS;
  const names = metrics.flatMap((metric) => metric.columns);
  return {
    names,
    needs: unionOf(metrics.map((metric) => metric.needs)),
    compute(snapshot) {
      const values = new Float64Array(names.length);
      let at = 0;
      for (const metric of metrics) {
        values.set(metric.compute(snapshot), at);
        at += metric.columns.length;
      }
      return values;
    },
  };
}

/** Unit and meaning of a column, for the `metrics` table. */
export function describeMetric(name: string): MetricDescription {
  const { stem, part, modes, height } = parseRequest(name);
  const level = height === undefined ? '' : ` at height ${height}`;
  const suffix = modes ? `, modes ${modes.join(', ')}${level}` : part ? `, ${part.slice(1, -1)}` : '';
  return { name, unit: '1', description: (meaningOfDerived(stem) ?? meaningOf(stem)) + suffix };
}
