/**
 * Metrics that two engines find nearly equal when they compute nearly the same. These are all metrics but `rank`, which jumps.
 * The k-th largest of several values moves no more than the values do, whatever their order. A quantity that belongs to the k-th
 * largest jumps when two values change places, and so does the growth of singular values that meet. Such a metric is compared
 * through its moments with the norms.
 */
import { followsGradientFlow, rankedName, type TensorConfig } from '@ranksweep/core';

const ofModel = {
  matrix: ['singular_value', 'weight_vector_norm', 'gamma_singular_value'],
  cp: [
    'component_norm',
    'component_cosine',
    'weight_vector_norm',
    'gamma_component_norm',
    'unbalancedness_component_norm',
    'component_gradient_cosine',
  ],
  hierarchical: [
    'local_component_norm',
    'weight_vector_norm',
    'gamma_local_component_norm',
    'unbalancedness_local_component_norm',
  ],
} as const;

/** All ranks are included, because sums over all components do not depend on the order. */
export function continuousMetrics({ model, task, record, optimizer }: TensorConfig): TensorConfig['record'] {
  const isAllObserved = task.kind === 'completion' && task.observed === task.dims.reduce((a, b) => a * b, 1);
  const matricizations = ['{1}', '{2}', ...(task.dims.length > 2 ? ['{1,3}', '{3,2}'] : [])];
  return {
    ...record,
    top: 1000,
    metrics: [
      'train_loss',
      'train_mse',
      'reconstruction_error',
      'unnormalized_reconstruction_error',
      'prediction_mean',
      'prediction_abs_mean',
      'prediction_max',
      ...(isAllObserved ? [] : ['test_mse']),
      ...(task.kind === 'sensing' && task.heldOut !== undefined ? ['held_out_mse'] : []),
      'frobenius_norm',
      'unbalancedness',
      ...(followsGradientFlow(optimizer) ? ['flow_time'] : []),
      ...ofModel[model.kind],
      'nuclear_norm',
      ...matricizations.flatMap((modes) => [`singular_value${modes}`, `effective_rank${modes}`]),
    ],
  };
}

/** The norm by which a metric is ranked: `component_norm` for `gamma_component_norm`. */
const normOf = (stem: string): string | undefined =>
  stem === 'component_gradient_cosine' ? 'component_norm' : /^(?:gamma|unbalancedness)_(.*)$/.exec(stem)?.[1];

/**
 * Values of `continuousMetrics` by name. For a metric x_k that is ranked by a norm s_k, the values are the sums of s_k^p x_k over
 * all k, for p = 1 and 2. If x_k is the growth of singular values s_k, these sums are the growth of sum_k s_k^(p+1) / (p+1),
 * which is smooth.
 */
export function continuousValues(names: readonly string[], values: ArrayLike<number>): Map<string, number> {
  const valueOf = new Map(names.map((name, m) => [name, values[m]!]));
  const continuous = new Map<string, number>();
  for (const [name, value] of valueOf) {
    const { stem, rank } = rankedName(name) ?? {};
    const norm = stem === undefined ? undefined : normOf(stem);
    if (norm === undefined) {
      continuous.set(name, value);
      continue;
    }
    const s = valueOf.get(`${norm}_${rank}`)!;
    for (const p of [1, 2]) {
      const moment = `${stem}, moment ${p}`;
      continuous.set(moment, (continuous.get(moment) ?? 0) + s ** p * value);
    }
  }
  return continuous;
}
