/** How well the end tensor W_e fits: losses and predictions on the observations, errors beyond them. */
import type { LossConfig } from '../../factorization/schema.ts';
import { sampleLoss } from '../../reference/loss.ts';
import { tensorPredictions } from '../../reference/objective.ts';
import { targetOf } from '../../problem.ts';
import { euclideanNorm } from '../../tensor/shape.ts';
import { isOfSamples, scalarFamily, type MetricFamilies, type MetricFamily } from '../family.ts';
import { fromOne, type Formula } from '../formula.ts';
import { need } from '../quantities.ts';
import type { Snapshot } from '../snapshot.ts';

/** A larger square residual counts as this in `test_mse_clamped`: that of a prediction of 0 for y = 2. */
const MOST_SQUARE = 4;

const square = (f: number, y: number): number => (f - y) * (f - y);

/** 1 if a prediction is closer to its label's y than to that of the others, else 0. NaN is on neither side. */
const isRight =
  (loss: LossConfig) =>
  (f: number, y: number): number => {
    const middle = loss.kind === 'logistic' ? 0 : 1;
    return (y > middle ? f > middle : f < middle) ? 1 : 0;
  };

/** Mean of a function of prediction and y. NaN if there are none. */
function meanOver(
  predictions: ArrayLike<number>,
  y: ArrayLike<number>,
  of: (f: number, y: number) => number,
): number {
  let sum = 0;
  for (let s = 0; s < y.length; s++) sum += of(predictions[s]!, y[s]!);
  return sum / y.length;
}

const onTestSet = (of: (f: number, y: number) => number): Formula<number> =>
  fromOne(need('testPredictions'), (f, { problem }) =>
    meanOver(f, (problem.kind === 'samples' && problem.test?.y) || [], of),
  );

/** A family that only samples have. */
const samplesFamily = (options: Parameters<typeof scalarFamily>[0]): MetricFamily => ({
  ...scalarFamily(options),
  isOfSamplesOnly: true,
});

export const fitFamilies: MetricFamilies = {
  train_loss: scalarFamily({
    description: 'objective on the observations; in batches, its mean over those of the epoch so far',
    formula: () => ({ needs: [], compute: ({ losses }) => losses.objective }),
  }),
  train_mse: scalarFamily({
    description: 'mean squared residual on the observations',
    formula: ({ config }) =>
      config.batch === undefined
        ? { needs: [], compute: ({ losses }) => losses.mse }
        : fromOne(need('predictions'), (f, { problem }) => meanOver(f, problem.y, square)),
  }),
  test_mse: scalarFamily({
    description:
      'mean squared residual over the entries that are not observed; for sensing over all entries, for samples over the test set',
    formula: ({ config }) => (isOfSamples(config) ? onTestSet(square) : fromOne(need('endTensor'), testMse)),
  }),
  test_mse_clamped: samplesFamily({
    description: `the same over the test set, each squared residual counted as ${MOST_SQUARE} if it is larger (Razin et al. 2021)`,
    formula: () => onTestSet((f, y) => Math.min(square(f, y), MOST_SQUARE)),
  }),
  test_loss: samplesFamily({
    description: 'objective on the test set',
    formula: ({ config: { loss } }) => onTestSet((f, y) => sampleLoss(loss, f - y, y)),
  }),
  train_accuracy: samplesFamily({
    description: 'share of the training samples whose prediction is on the side of their label',
    formula: ({ config }) =>
      fromOne(need('predictions'), (f, { problem }) => meanOver(f, problem.y, isRight(config.loss))),
  }),
  test_accuracy: samplesFamily({
    description: 'share of the test set whose prediction is on the side of its label',
    formula: ({ config }) => onTestSet(isRight(config.loss)),
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
