/** Everything that an engine needs to work on a run, made from its configuration alone. */
import { mostEntries, mostParameters } from './config/limits.ts';
import { InputError } from './config/errors.ts';
import type { FactorizationConfig, TasklessConfig } from './config/schema.ts';
import { parameterCount, type Network } from './factorization/network.ts';
import { startingParameters } from './factorization/startingParameters.ts';
import { modelOf, networkOf } from './models/models.ts';
import { metricSet } from './metrics/metrics.ts';
import { concernsEndTensor } from './metrics/quantities.ts';
import { allEntries, buildPlan, buildSamplesPlan } from './plan/buildPlan.ts';
import { planFlops, type Plan } from './plan/plan.ts';
import { buildProblem, observedEntries, type Problem, type SamplesProblem } from './task/problem.ts';
import { numelOf } from './tensor/shape.ts';

export interface Workload {
  readonly config: TasklessConfig;
  readonly network: Network;
  readonly problem: Problem;
  readonly plan: Plan;
}

/**
 * @param userTarget the tensor of a target of kind `file`, row-major
 * @throws InputError when the configuration is not consistent in itself
 */
export function prepareWorkload(config: FactorizationConfig, userTarget?: Float64Array): Workload {
  const network = networkOf(config.model, config.task.dims);
  const problem = buildProblem(config, userTarget);
  const plan =
    problem.kind === 'completion'
      ? buildPlan(network, problem.observed)
      : buildPlan(network, allEntries(problem.dims), true);
  return { config, network, problem, plan };
}

/**
 * A workload that fits a CP or hierarchical tensor factorization to samples.
 * @param config its default metrics are those that need neither a target nor an end tensor
 * @throws InputError if model, metrics and samples do not fit together
 */
export function prepareSamples(config: TasklessConfig, problem: SamplesProblem): Workload {
  checkSamples(problem);
  const { dims, tuples } = problem;
  const network = networkOf(config.model, dims);
  if (network.kind !== 'tree') {
    throw new InputError(`model.kind: expected cp or hierarchical for samples, found ${config.model.kind}`);
  }
  const parameters = parameterCount(network);
  if (!(parameters <= mostParameters)) {
    throw new InputError(`model: expected at most ${mostParameters} parameters, found ${parameters}`);
  }
  const recordable = { ...config, record: { ...config.record, metrics: sampleMetrics(config, network) } };
  return { config: recordable, network, problem, plan: buildSamplesPlan(network, tuples) };
}

function sampleMetrics(config: TasklessConfig, network: Network): string[] {
  const lossNames = config.loss.kind === 'mse' ? [] : ['train_mse'];
  const metrics = config.record.metrics ?? [...modelOf(config.model.kind).metrics.ofSamples, ...lossNames];
  for (const metric of metrics) {
    const alone = { ...config, record: { ...config.record, metrics: [metric] } };
    const { needs, atEnd } = metricSet(alone, network);
    if ([...needs, ...atEnd.needs].some(concernsEndTensor)) {
      throw new InputError(
        `record.metrics: expected metrics that do without the end tensor, which samples do not tell, found '${metric}'`,
      );
    }
  }
  return metrics;
}

function checkSamples({ dims, tuples, y }: SamplesProblem): void {
  const N = dims.length;
  if (y.length === 0 || tuples.length !== y.length * N) {
    throw new InputError(
      `samples: expected at least one y and ${N} indices for each, found ${y.length} y and ${tuples.length} indices`,
    );
  }
  tuples.forEach((index, at) => {
    if (index >= dims[at % N]!) {
      const [sample, mode] = [Math.floor(at / N), (at % N) + 1];
      throw new InputError(
        `samples: expected indices below ${dims[mode - 1]} in mode ${mode}, found ${index} in sample ${sample}`,
      );
    }
  });
}

/** The plan of a run. It does not need the run's target. */
export function planOf({ model, task, seed }: FactorizationConfig): Plan {
  const { dims, observed } = task;
  const network = networkOf(model, dims);
  return task.kind === 'completion'
    ? buildPlan(network, observedEntries(observed, numelOf(dims), task.seed ?? seed))
    : buildPlan(network, allEntries(dims), true);
}

/** Floating-point operations of one iteration, by the plan's count. */
export function flopsPerIteration(config: FactorizationConfig): number {
  const { kind, observed, dims } = config.task;
  // Forward, every measurement is a dot product with the end tensor; backward, its gradient.
  const measurements = kind === 'sensing' ? 4 * observed * numelOf(dims) : 0;
  return planFlops(planOf(config)) + measurements;
}

/**
 * The plan that evaluates every entry of the end tensor with one dense product.
 * @throws InputError if there are too many entries
 */
export function endTensorPlan(network: Network): Plan {
  const numel = numelOf(network.dims);
  if (!(numel <= mostEntries)) {
    throw new InputError(`end tensor: expected at most ${mostEntries} entries, found ${numel}`);
  }
  return buildPlan(network, allEntries(network.dims), true);
}

/** float32 matrices in the order of `network.parameters`. */
export const initialParametersOf = ({ network, config, problem }: Workload): Float32Array[] =>
  startingParameters(network, config, problem);
