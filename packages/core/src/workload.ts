/** All that an engine needs to work on a run, made from its configuration alone. */
import type { RunConfig } from './config/schema.ts';
import { initialParameters } from './factorization/initialization.ts';
import { networkOf, type Network } from './factorization/network.ts';
import { allEntries, buildPlan } from './plan/buildPlan.ts';
import { planFlops, type Plan } from './plan/plan.ts';
import { buildProblem, observedEntries, type Problem } from './task/problem.ts';
import { numelOf } from './tensor/shape.ts';

export interface Workload {
  readonly config: RunConfig;
  readonly network: Network;
  readonly problem: Problem;
  readonly plan: Plan;
}

/**
 * @param userTarget the tensor of a target of kind `file`, row-major
 * @throws InputError when the configuration is not consistent in itself
 */
export function prepareWorkload(config: RunConfig, userTarget?: Float64Array): Workload {
  const network = networkOf(config.model, config.task.dims);
  const problem = buildProblem(config, userTarget);
  const plan =
    problem.kind === 'completion'
      ? buildPlan(network, problem.observed)
      : buildPlan(network, allEntries(problem.dims), true);
  return { config, network, problem, plan };
}

/** Floating-point operations of one iteration, by the plan's count; the target is not needed for it. */
export function flopsPerIteration({ model, task, seed }: RunConfig): number {
  const { dims, observed } = task;
  const network = networkOf(model, dims);
  const numel = numelOf(dims);
  if (task.kind === 'completion') {
    return planFlops(buildPlan(network, observedEntries(observed, numel, task.seed ?? seed)));
  }
  // Every measurement is a dot product with the end tensor forward, and its gradient backward.
  return planFlops(buildPlan(network, allEntries(dims), true)) + 4 * observed * numel;
}

/** The plan that evaluates every entry of the end tensor by one dense product. */
export const endTensorPlan = (network: Network): Plan => buildPlan(network, allEntries(network.dims), true);

/** float32 matrices in the order of `network.parameters`. */
export const initialParametersOf = ({ network, config }: Workload): Float32Array[] =>
  initialParameters(network, config.init, config.seed);
