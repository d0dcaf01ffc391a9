/** Loss and gradient of a factorization on a problem, float64, one sample at a time. */
import type { LossConfig } from '../config/schema.ts';
import type { Network } from '../factorization/network.ts';
import type { CompletionProblem, Problem, SamplesProblem, SensingProblem } from '../task/problem.ts';
import { unravel } from '../tensor/shape.ts';
import { meanLoss, sampleLossDerivative } from './loss.ts';
import { endTensor, forwardEntry, type Parameters } from './network.ts';

/** The values of W_e at the observed entries or samples, or under the measurements, (n_obs). */
export function predictions(problem: Problem, network: Network, parameters: Parameters): Float64Array {
  if (problem.kind !== 'sensing') {
    return Float64Array.from(
      problem.y,
      (_, s) => forwardEntry(network, parameters, sampleIndex(problem, s)).value,
    );
  }
  return tensorPredictions(problem, endTensor(network, parameters));
}

/** The values of a tensor W, row-major, at the observed entries or under the measurements, (n_obs). */
export const tensorPredictions = (
  problem: CompletionProblem | SensingProblem,
  W: ArrayLike<number>,
): Float64Array =>
  problem.kind === 'completion'
    ? Float64Array.from(problem.observed, (at) => W[at]!)
    : Float64Array.from(problem.y, (_, k) => innerProduct(problem.measurements, k, W));

/** predictions - y, (n_obs). */
export function residuals(problem: Problem, network: Network, parameters: Parameters): Float64Array {
  return predictions(problem, network, parameters).map((value, s) => value - problem.y[s]!);
}

/** Objective and its gradient with respect to every parameter matrix. */
export function lossAndGradient(
  problem: Problem,
  network: Network,
  loss: LossConfig,
  parameters: Parameters,
): { loss: number; gradients: Float64Array[] } {
  const r = residuals(problem, network, parameters);
  const dLdr = r.map((value) => sampleLossDerivative(loss, value) / r.length);
  const gradients = parameters.map((p) => new Float64Array(p.length));
  const addGradient = (index: ArrayLike<number>, weight: number): void =>
    forwardEntry(network, parameters, index).backward(weight, gradients);
  if (problem.kind !== 'sensing') {
    dLdr.forEach((weight, s) => addGradient(sampleIndex(problem, s), weight));
  } else {
    const index = problem.dims.map(() => 0);
    endTensorGradient(problem, loss, r).forEach((weight, position) => {
      unravel(position, problem.dims, index);
      addGradient(index, weight);
    });
  }
  return { loss: meanLoss(loss, r), gradients };
}

/** dL/dW_e, row-major, given the residuals (n_obs): sum_k dL/dr_k A_k, where A_k is 1 at the k-th observed entry. */
export function endTensorGradient(
  problem: CompletionProblem | SensingProblem,
  loss: LossConfig,
  r: Float64Array,
): Float64Array {
  const numel = problem.target.length;
  const gradient = new Float64Array(numel);
  r.forEach((value, k) => {
    const dLdr = sampleLossDerivative(loss, value) / r.length;
    if (problem.kind === 'completion') gradient[problem.observed[k]!] = dLdr;
    else for (let i = 0; i < numel; i++) gradient[i]! += dLdr * problem.measurements[k * numel + i]!;
  });
  return gradient;
}

/** Index tuple of the s-th observed entry or sample. */
function sampleIndex(problem: CompletionProblem | SamplesProblem, s: number): ArrayLike<number> {
  const N = problem.dims.length;
  if (problem.kind === 'samples') return problem.tuples.subarray(s * N, (s + 1) * N);
  const index = problem.dims.map(() => 0);
  unravel(problem.observed[s]!, problem.dims, index);
  return index;
}

/** <A_k, W> */
function innerProduct(measurements: Float32Array, k: number, W: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < W.length; i++) sum += measurements[k * W.length + i]! * W[i]!;
  return sum;
}
