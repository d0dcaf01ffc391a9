/** Everything that an engine needs to work on a run, made from its configuration alone. */
import { mostEntries, mostParameters } from './config/limits.ts';
import { InputError } from './config/errors.ts';
import { dimsOf, type FactorizationConfig, type TensorConfig } from './factorization/schema.ts';
import type { ModelConfig } from './models/schema.ts';
import { parameterCount, type Network, type TreeNetwork } from './models/network.ts';
import { startingParameters } from './initialization/startingParameters.ts';
import { networkOf } from './models/models.ts';
import type { MeasuredConfig } from './metrics/family.ts';
import { metricSet } from './runMetrics.ts';
import { allEntries, buildPlan, buildSamplesPlan, planOfWidth } from './plan/buildPlan.ts';
import { planFlops, type Plan } from './plan/plan.ts';
import { buildProblem, observedEntries } from './task/buildProblem.ts';
import { allSamples, type Problem, type SamplesProblem } from './problem.ts';
import { numelOf } from './tensor/shape.ts';

export interface Workload {
  readonly config: MeasuredConfig;
  readonly network: Network;
  readonly problem: Problem;
  readonly plan: Plan;
}

/** What a configuration names and does not contain. */
export interface TaskData {
  /** The tensor of a target of kind `file`, row-major. */
  readonly target?: Float64Array | undefined;
  /** The problem of a task of kind `samples`. */
  readonly samples?: SamplesProblem | undefined;
}

/** @throws InputError when the configuration is not consistent in itself */
export function prepareWorkload(config: FactorizationConfig, data: TaskData = {}): Workload {
  if (!isOfTensor(config)) {
    if (data.samples === undefined) throw new TypeError('samples: expected the data that the task names');
    return prepareSamples(config, data.samples);
  }
  const network = networkOf(config.model, config.task.dims);
  const problem = buildProblem(config, data.target);
  return { config, network, problem, plan: tensorPlan(config, network, problem) };
}

export const isOfTensor = (config: FactorizationConfig): config is TensorConfig =>
  config.task.kind !== 'samples';

/**
 * A workload that fits a CP or hierarchical tensor factorization to samples.
 * @param knownPlan the plan of another workload with the same tuples and batches, and the same model but for the components of CP
 * @throws InputError if model, metrics and samples do not fit together
 */
export function prepareSamples(config: MeasuredConfig, problem: SamplesProblem, knownPlan?: Plan): Workload {
  checkSamples(problem);
  const { dims, y } = problem;
  const network = samplesNetwork(config.model, dims);
  const parameters = parameterCount(network);
  if (!(parameters <= mostParameters)) {
    throw new InputError(`model: expected at most ${mostParameters} parameters, found ${parameters}`);
  }
  const task = config.task ?? { kind: 'samples' as const, test: problem.test?.y.length ?? 0 };
  const measured = { ...config, task };
  metricSet(measured, network);
  const batchSize = Math.min(config.batch?.size ?? y.length, y.length);
  const plan =
    knownPlan === undefined
      ? buildSamplesPlan(network, allSamples(problem).tuples, batchSize)
      : planOfWidth(knownPlan, network);
  return { config: measured, network, problem, plan };
}

/** @throws InputError for a matrix factorization */
export function samplesNetwork(model: ModelConfig, dims: readonly number[]): TreeNetwork {
  if (model.kind === 'matrix') {
    throw new InputError('model.kind: expected cp or hierarchical for samples, found matrix');
  }
  return networkOf(model, dims) as TreeNetwork;
}

function checkSamples({ dims, tuples, y, test }: SamplesProblem): void {
  const N = dims.length;
  if (test !== undefined && test.y.length > 0) checkSamples({ kind: 'samples', dims, ...test });
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

/** The plan of a run whose target is a tensor. It does not need the target. */
export function planOf(config: TensorConfig): Plan {
  const { model, task, seed } = config;
  const { dims, observed } = task;
  return tensorPlan(config, networkOf(model, dims), {
    kind: task.kind,
    observed:
      task.kind === 'completion' ? observedEntries(observed, numelOf(dims), task.seed ?? seed) : undefined,
  });
}

function tensorPlan(
  { task: { dims } }: TensorConfig,
  network: Network,
  { kind, observed }: { readonly kind: Problem['kind']; readonly observed?: Int32Array | undefined },
): Plan {
  return kind === 'completion' ? buildPlan(network, observed!) : buildPlan(network, allEntries(dims), true);
}

/** Floating-point operations of one iteration, by the plan's count; of samples a rough estimate, which needs no data. */
export function flopsPerIteration(config: FactorizationConfig): number {
  if (!isOfTensor(config)) return samplesFlops(config);
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

/** Modes share patterns in blocks of some this many, and a hierarchical node costs two widths for every tuple. */
const MODES_PER_BLOCK = 16;

/** The cost of a batch, by the sizes that the configuration tells. */
function samplesFlops({ model, task, batch }: FactorizationConfig): number {
  const dims = dimsOf(task);
  const samples = task.kind === 'samples' ? (task.train ?? 1) : 1;
  const size = Math.min(batch?.size ?? samples, samples);
  const { widthOf } = samplesNetwork(model, dims);
  const perTuple =
    model.kind === 'hierarchical'
      ? widthOf.reduce((sum, R) => sum + 6 * R * R, 0) / widthOf.length
      : 4 * widthOf[0]!;
  return (size * dims.length * perTuple) / MODES_PER_BLOCK;
}
