/** Where gradient descent starts: the initial parameters, which may depend on the problem. */
import type { FactorizationConfig } from '../factorization/schema.ts';
import { tensorProblem, type Problem } from '../problem.ts';
import { initialParameters } from './initialization.ts';
import { makeFirstComponentLead } from './leadingComponent.ts';
import type { Network, TreeNetwork } from '../models/network.ts';

/** float32 matrices in the order of `network.parameters`, row-major. */
export function startingParameters(
  network: Network,
  { init, loss, seed }: Pick<FactorizationConfig, 'init' | 'loss' | 'seed'>,
  problem: Problem,
): Float32Array[] {
  const matrices = initialParameters(network, init, seed);
  if (init.lead !== undefined) {
    makeFirstComponentLead(matrices, network as TreeNetwork, tensorProblem(problem), loss, init.lead);
  }
  return matrices;
}
