/**
 * The metrics of a run by name. A request is a stem with, for some, a part of the network: `train_loss`, `component_norm`,
 * `singular_value{1,2}`, `local_component_norm` (at every interior node). A ranked stem gives columns with a suffix from
 * 1 = largest: `component_norm_1`.
 */
import { InputError } from './config/errors.ts';
import type { Network } from './models/network.ts';
import { modelOf } from './models/models.ts';
import { meaningOfDerived } from './theory/derivedMetrics.ts';
import { recordsTheory } from './theory/recordsTheory.ts';
import type { MetricDescription } from './trajectory.ts';
import { familyOf, meaningOf } from './metrics/families.ts';
import { isOfSamples, type MeasuredConfig, type Metric } from './metrics/family.ts';
import type { Formula } from './metrics/formula.ts';
import { concernsEndTensor, concernsGradient, unionOf } from './metrics/quantities.ts';
import { parseRequest } from './metrics/request.ts';

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
export function metricSet(config: MeasuredConfig, network: Network): RunMetrics {
  const requested = requestsOf(config)
    .map(parseRequest)
    .flatMap((request) => {
      const metrics = familyOf(request, config).metricsOf(request, {
        network,
        config,
        top: config.record.top,
      });
      requireMeasurable(request.text, metrics, config);
      return metrics;
    });
  // Two requests may name one metric: `local_component_norm` and `local_component_norm{1,2}`.
  const metrics = [...new Map(requested.map((metric) => [metric.columns[0], metric])).values()];
  return {
    ...setOf(metrics.filter(({ isAtEnd = false }) => !isAtEnd)),
    atEnd: setOf(metrics.filter(({ isAtEnd = false }) => isAtEnd)),
  };
}

/** The metrics that a run records, as `record.metrics` would list them. */
export function requestsOf(config: MeasuredConfig): readonly string[] {
  const { byDefault, forTheory } = modelOf(config.model.kind).metrics;
  const lossNames = config.loss.kind === 'mse' ? [] : ['train_mse'];
  const ofTask = isOfSamples(config) ? samplesDefaults(config) : [...byDefault, ...lossNames];
  const asked = config.record.metrics ?? ofTask;
  return recordsTheory(config) ? [...asked, ...forTheory] : asked;
}

/** What a run on samples records if it asks for nothing. They tell neither an end tensor nor a target. */
function samplesDefaults({ loss, task }: MeasuredConfig): string[] {
  const onTraining = ['train_loss', 'train_mse', 'train_accuracy'];
  if (task?.test === 0) return onTraining;
  const lossNames = loss.kind === 'mse' ? [] : ['test_loss'];
  return [...onTraining, ...lossNames, 'test_mse', 'test_mse_clamped', 'test_accuracy'];
}

/** @throws InputError for metrics of what the run does not have */
function requireMeasurable(text: string, metrics: readonly Metric[], config: MeasuredConfig): void {
  const needs = metrics.flatMap((metric) => metric.needs);
  if (isOfSamples(config) && needs.some(concernsEndTensor)) {
    throw new InputError(
      `record.metrics: expected metrics that do without the end tensor, which samples do not tell, found '${text}'`,
    );
  }
  if (config.batch !== undefined && needs.some(concernsGradient)) {
    throw new InputError(
      `record.metrics: expected metrics that do without the gradient of the whole objective, since iterations take batches, found '${text}'`,
    );
  }
  if (config.task?.test === 0 && needs.some(({ quantity }) => quantity === 'testPredictions')) {
    throw new InputError(
      `record.metrics: expected no metrics of the test set, which task.test says is empty, found '${text}'`,
    );
  }
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
