/** Loss and gradient of a factorization on a problem, float64, one sample at a time. */
import type { LossConfig } from '../factorization/schema.ts';
import type { Network } from '../models/network.ts';
import type { CompletionProblem, Problem, SamplesProblem, SensingProblem } from '../problem.ts';
import { unravel } from '../tensor/shape.ts';
import { meanLoss, sampleLossDerivative } from './loss.ts';
import { endTensor, forwardEntry, type Parameters } from './network.ts';

/** The values of W_e at the observed entries or samples, or under the measurements, (n_obs). */
export const predictions = (problem: Problem, network: Network, parameters: Parameters): Float64Array =>
  predictionsOf(allOf(problem), problem, network, parameters);

/** The same of a batch of observations, in its order. */
function predictionsOf(
  batch: Int32Array,
  problem: Problem,
  network: Network,
  parameters: Parameters,
): Float64Array {
  if (problem.kind !== 'sensing') {
    return Float64Array.from(batch, (s) => forwardEntry(network, parameters, sampleIndex(problem, s)).value);
  }
  const W = endTensor(network, parameters);
  return Float64Array.from(batch, (k) => innerProduct(problem.measurements, k, W));
}

/** The values of the end tensor at the held out samples, (n_test). */
export const testPredictions = (
  { dims, test }: SamplesProblem,
  network: Network,
  parameters: Parameters,
): Float64Array =>
  test === undefined
    ? new Float64Array(0)
    : predictions({ kind: 'samples', dims, ...test }, network, parameters);

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

export interface LossAndGradient {
  /** Mean of the sample losses over the batch. */
  readonly loss: number;
  /** Mean of the squared residuals over the batch, whatever the loss. */
  readonly mse: number;
  /** With respect to every parameter matrix, in its shape and in the order of `network.parameters`. */
  readonly gradients: Float64Array[];
}

/**
 * The objective and its gradient.
 * @param batch the observations that are averaged over, by number; default: all
 */
export function lossAndGradient(
  problem: Problem,
  network: Network,
  loss: LossConfig,
  parameters: Parameters,
  batch: Int32Array = allOf(problem),
): LossAndGradient {
  const y = Float64Array.from(batch, (s) => problem.y[s]!);
  const r = predictionsOf(batch, problem, network, parameters).map((value, i) => value - y[i]!);
  const gradients = parameters.map((p) => new Float64Array(p.length));
  const addGradient = (index: ArrayLike<number>, weight: number): void =>
    forwardEntry(network, parameters, index).backward(weight, gradients);
  if (problem.kind !== 'sensing') {
    r.forEach((value, i) => {
      const dLdr = sampleLossDerivative(loss, value, y[i]!) / r.length;
      addGradient(sampleIndex(problem, batch[i]!), dLdr);
    });
  } else {
    const index = problem.dims.map(() => 0);
    endTensorGradient(problem, loss, r, batch).forEach((weight, position) => {
      unravel(position, problem.dims, index);
      addGradient(index, weight);
    });
  }
  return { loss: meanLoss(loss, r, y), mse: meanLoss({ kind: 'mse' }, r, y), gradients };
}

/** Numbers of all observations. */
const allOf = ({ y }: Problem): Int32Array => new Int32Array(y.length).map((_, s) => s);

/**
 * dL/dW_e, row-major, given the residuals of a batch: sum_k dL/dr_k A_k, where A_k is 1 at the k-th observed entry.
 * @param r predictions - y, (batch)
 * @param batch the observations that the residuals are of; default: all
 */
export function endTensorGradient(
  problem: CompletionProblem | SensingProblem,
  loss: LossConfig,
  r: Float64Array,
  batch: Int32Array = allOf(problem),
): Float64Array {
  const numel = problem.target.length;
  const gradient = new Float64Array(numel);
  r.forEach((value, i) => {
    const k = batch[i]!;
    const dLdr = sampleLossDerivative(loss, value, problem.y[k]!) / r.length;
    if (problem.kind === 'completion') gradient[problem.observed[k]!] = dLdr;
    else for (let at = 0; at < numel; at++) gradient[at]! += dLdr * problem.measurements[k * numel + at]!;
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
