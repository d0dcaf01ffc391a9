/** Fits a CP with Adam: the reference engine's update of all factors at once, on the mean of squares over all entries. */
import type { OptimizerConfig } from '../factorization/schema.ts';
import { initialOptimizerState, updateParameters } from '../reference/optimizer.ts';
import { matricization, numelOf } from '../tensor/shape.ts';
import { nthRoot, type CpStart, type StartOptions } from './cpStart.ts';
import type { DenseTensor } from './denseTensor.ts';
import { khatriRaoOfOthers, normalizeColumns, residualTimes } from './khatriRao.ts';

const LEARNING_RATE = 0.02;
/** The number of updates between two comparisons of the error. */
const CHECK_EVERY = 100;
/** If the error has fallen by less than this share, the learning rate is halved. */
const LEAST_FALL = 1e-3;
/** After this many halvings the fit has settled. */
const MOST_HALVINGS = 10;

/**
 * Fits from one start.
 * @param unit a tensor of Frobenius norm 1
 * @param initial A_1, ..., A_N
 */
export function adam(
  unit: DenseTensor,
  rank: number,
  initial: readonly Float64Array[],
  { maxSweeps, errorBelow, onSweep }: StartOptions,
): CpStart {
  // Scaled to entries of root mean square 1, so that one learning rate suits tensors of all sizes.
  const scale = Math.sqrt(unit.values.length);
  const problem = { dims: unit.dims, values: unit.values.map((value) => value * scale) };
  const factorScale = nthRoot(scale, unit.dims.length);
  const factors = initial.map((A) => A.map((entry) => entry * factorScale));
  const gradientOf = meanSquareGradient(problem, rank);
  const optimizer: Extract<OptimizerConfig, { kind: 'adam' }> = {
    kind: 'adam',
    learningRate: LEARNING_RATE,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
  };
  const state = initialOptimizerState(optimizer, factors);
  let [learningRate, halvings, sweep, before] = [LEARNING_RATE, 0, 0, Infinity];
  let { meanSquare, gradients } = gradientOf(factors);
  let best = { meanSquare, factors: factors.map((A) => A.slice()) };
  while (sweep < maxSweeps && halvings < MOST_HALVINGS && !(Math.sqrt(best.meanSquare) < errorBelow)) {
    updateParameters({ ...optimizer, learningRate }, state, factors, gradients);
    ({ meanSquare, gradients } = gradientOf(factors));
    if (meanSquare < best.meanSquare) best = { meanSquare, factors: factors.map((A) => A.slice()) };
    onSweep?.(Math.sqrt(meanSquare));
    sweep++;
    if (sweep % CHECK_EVERY !== 0) continue;
    const error = Math.sqrt(best.meanSquare);
    if (error > (1 - LEAST_FALL) * before) {
      halvings++;
      learningRate /= 2;
    }
    before = error;
  }
  const weights = new Float64Array(rank).fill(1 / scale);
  for (const A of best.factors) normalizeColumns(A, rank).forEach((norm, r) => (weights[r]! *= norm));
  const relativeError = Math.sqrt(best.meanSquare);
  const hasSettled = halvings === MOST_HALVINGS || relativeError < errorBelow;
  return { weights, factors: best.factors, relativeError, sweeps: sweep, hasSettled };
}

/** Mean of (X - W)^2 over all entries, and its gradient with respect to every factor. */
export function meanSquareGradient(
  { dims, values }: DenseTensor,
  rank: number,
): (factors: readonly Float64Array[]) => { meanSquare: number; gradients: Float64Array[] } {
  const matricizations = dims.map((_, n) => matricization(values, dims, [n + 1]));
  const numel = numelOf(dims);
  return (factors) => {
    let meanSquare = 0;
    const gradients = matricizations.map((X, n) => {
      const { squaredError, EZ } = residualTimes(X, factors[n]!, khatriRaoOfOthers(factors, n, rank), rank);
      meanSquare = squaredError / numel;
      return EZ.map((value) => (-2 / numel) * value);
    });
    return { meanSquare, gradients };
  };
}
