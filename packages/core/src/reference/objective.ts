/** Loss and gradient of a factorization on a problem, float64, one sample at a time. */
import type { LossConfig } from '../config/schema.ts';
import type { Network } from '../factorization/network.ts';
import type { Problem } from '../task/problem.ts';
import { unravel } from '../tensor/shape.ts';
import { meanLoss, sampleLossDerivative } from './loss.ts';
import { endTensor, forwardEntry, type Parameters } from './network.ts';

/** predictions - y, (n_obs). */
export function residuals(problem: Problem, network: Network, parameters: Parameters): Float64Array {
  const index = problem.dims.map(() => 0);
  if (problem.kind === 'completion') {
    return Float64Array.from(problem.observed, (position, s) => {
      unravel(position, problem.dims, index);
      return forwardEntry(network, parameters, index).value - problem.y[s]!;
    });
  }
  const W = endTensor(network, parameters);
  return Float64Array.from(problem.y, (y, k) => innerProduct(problem.measurements, k, W) - y);
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
  const index = problem.dims.map(() => 0);
  const addGradient = (position: number, weight: number): void => {
    unravel(position, problem.dims, index);
    forwardEntry(network, parameters, index).backward(weight, gradients);
  };
  if (problem.kind === 'completion') {
    problem.observed.forEach((position, s) => addGradient(position, dLdr[s]!));
  } else {
    // dL/dW_e = sum_k dL/dr_k A_k
    const numel = problem.target.length;
    for (let position = 0; position < numel; position++) {
      let weight = 0;
      for (let k = 0; k < r.length; k++) weight += dLdr[k]! * problem.measurements[k * numel + position]!;
      addGradient(position, weight);
    }
  }
  return { loss: meanLoss(loss, r), gradients };
}

/** <A_k, W> */
function innerProduct(measurements: Float32Array, k: number, W: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < W.length; i++) sum += measurements[k * W.length + i]! * W[i]!;
  return sum;
}
