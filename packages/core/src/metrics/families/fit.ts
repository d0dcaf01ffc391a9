/** How well the end tensor W_e fits: losses and predictions on the observations, errors beyond them. */
import { tensorPredictions } from '../../reference/objective.ts';
import { targetOf } from '../../task/problem.ts';
import { euclideanNorm } from '../../tensor/shape.ts';
import { scalarFamily, type MetricFamilies } from '../family.ts';
import { fromOne } from '../formula.ts';
import { need } from '../quantities.ts';
import type { Snapshot } from '../snapshot.ts';

export const fitFamilies: MetricFamilies = {
  train_loss: scalarFamily({
    description: 'objective on the observations',
    formula: () => ({ needs: [], compute: ({ losses }) => losses.objective }),
  }),
  train_mse: scalarFamily({
    description: 'mean squared residual on the observations',
    formula: () => ({ needs: [], compute: ({ losses }) => losses.mse }),
  }),
  test_mse: scalarFamily({
    description: 'mean squared residual over the entries that are not observed; for sensing over all entries',
    formula: () => fromOne(need('endTensor'), testMse),
  }),
  reconstruction_error: scalarFamily({
    description: '||W_e - W*||_F / ||W*||_F over all entries',
    formula: () => fromOne(need('reconstructionError'), (error) => error),
  }),
  unnormalized_reconstruction_error: scalarFamily({
    description: '||W_e - W*||_F over all entries',
    formula: () => fromOne(need('endTensor'), unnormalizedReconstructionError),
  }),
  held_out_mse: scalarFamily({
    description: 'mean squared residual on the measurements that are held out',
    formula: () => fromOne(need('endTensor'), heldOutMse),
  }),
  prediction_mean: scalarFamily({
    description: 'mean of the predictions on the observations',
    formula: () => fromOne(need('predictions'), mean),
  }),
  prediction_abs_mean: scalarFamily({
    description: 'mean of the absolute values of the predictions on the observations',
    formula: () => fromOne(need('predictions'), (values) => mean(Float64Array.from(values, Math.abs))),
  }),
  prediction_max: scalarFamily({
    description: 'largest absolute value of the predictions on the observations',
    formula: () => fromOne(need('predictions'), largestAbsolute),
  }),
};

/** Mean of (W_e - W*)^2 over the entries outside Omega. Measurements observe no entry. NaN if Omega has all entries. */
function testMse(W: ArrayLike<number>, { problem }: Snapshot): number {
  const target = targetOf(problem);
  const observed = problem.kind === 'completion' ? problem.observed : [];
  let sum = 0;
  let next = 0; // Index into Omega, which is ascending.
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

const unnormalizedReconstructionError = (W: ArrayLike<number>, { problem }: Snapshot): number =>
  euclideanNorm(Float64Array.from(targetOf(problem), (wanted, i) => W[i]! - wanted));

/** NaN if no measurements are held out. */
function heldOutMse(W: ArrayLike<number>, { problem }: Snapshot): number {
  if (problem.kind !== 'sensing' || problem.heldOut === undefined) return NaN;
  const { measurements, y } = problem.heldOut;
  const predicted = tensorPredictions({ ...problem, measurements, y }, W);
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
