/** How well the end tensor W_e fits: losses and predictions on the observations, errors beyond them. */
import { tensorPredictions } from '../../reference/objective.ts';
import { targetOf } from '../../task/problem.ts';
import { euclideanNorm } from '../../tensor/shape.ts';
import { scalarFamily, type MetricFamilies } from '../family.ts';
import type { Snapshot } from '../snapshot.ts';

export const fitFamilies: MetricFamilies = {
  train_loss: scalarFamily({
    description: 'objective on the observations',
    value: ({ losses }) => losses.objective,
  }),
  train_mse: scalarFamily({
    description: 'mean squared residual on the observations',
    value: ({ losses }) => losses.mse,
  }),
  test_mse: scalarFamily({
    description: 'mean squared residual over the entries that are not observed; for sensing over all entries',
    needsEndTensor: true,
    value: testMse,
  }),
  reconstruction_error: scalarFamily({
    description: '||W_e - W*||_F / ||W*||_F over all entries',
    needsEndTensor: true,
    value: (snapshot) => snapshot.reconstructionError(),
  }),
  unnormalized_reconstruction_error: scalarFamily({
    description: '||W_e - W*||_F over all entries',
    needsEndTensor: true,
    value: unnormalizedReconstructionError,
  }),
  held_out_mse: scalarFamily({
    description: 'mean squared residual on the measurements that are held out',
    needsEndTensor: true,
    value: heldOutMse,
  }),
  prediction_mean: scalarFamily({
    description: 'mean of the predictions on the observations',
    value: (snapshot) => mean(snapshot.predictions()),
  }),
  prediction_abs_mean: scalarFamily({
    description: 'mean of the absolute values of the predictions on the observations',
    value: (snapshot) => mean(Float64Array.from(snapshot.predictions(), Math.abs)),
  }),
  prediction_max: scalarFamily({
    description: 'largest absolute value of the predictions on the observations',
    value: (snapshot) => largestAbsolute(snapshot.predictions()),
  }),
};

/** Mean of (W_e - W*)^2 over the entries outside Omega; measurements observe no entry. NaN where Omega has them all. */
function testMse(snapshot: Snapshot): number {
  const { problem } = snapshot;
  const target = targetOf(problem);
  const W = snapshot.endTensor();
  const observed = problem.kind === 'completion' ? problem.observed : [];
  let sum = 0;
  let next = 0; // into Omega, which is ascending
  for (let i = 0; i < target.length; i++) {
    if (i === observed[next]) {
      next++;
      continue;
    }
    const residual = W[i]! - target[i]!;
    sum += residual * residual;
  }
  return sum / (target.length - observed.length);
}

function unnormalizedReconstructionError(snapshot: Snapshot): number {
  const W = snapshot.endTensor();
  return euclideanNorm(Float64Array.from(targetOf(snapshot.problem), (wanted, i) => W[i]! - wanted));
}

/** NaN where none are held out. */
function heldOutMse(snapshot: Snapshot): number {
  const { problem } = snapshot;
  if (problem.kind !== 'sensing' || problem.heldOut === undefined) return NaN;
  const { measurements, y } = problem.heldOut;
  const predicted = tensorPredictions({ ...problem, measurements, y }, snapshot.endTensor());
  const residuals = predicted.map((value, k) => value - y[k]!);
  return mean(residuals.map((r) => r * r));
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

function largestAbsolute(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!)); // NaN stays
  return largest;
}
