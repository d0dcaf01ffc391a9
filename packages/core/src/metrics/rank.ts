/** Measures of matrix rank from singular values. */
import { exactExp, exactLog } from '../random/exactMath.ts';

/** exp of the entropy of the singular values divided by their sum (Roy, Vetterli 2007); 0 for the zero matrix. */
export function effectiveRank(singularValues: Float64Array): number {
  const sum = singularValues.reduce((total, sigma) => total + sigma, 0);
  if (sum === 0) return 0;
  const entropy = singularValues.reduce(
    (h, sigma) => (sigma === 0 ? h : h - (sigma / sum) * exactLog(sigma / sum)),
    0,
  );
  return exactExp(entropy);
}

/** Float32's rounding: singular values below max(rows, cols) times this times the largest one count as zero. */
const FLOAT32_EPSILON = 2 ** -23;

/** Number of singular values that float32 arithmetic can distinguish from zero; NaN if they are not finite. */
export function numericalRank(singularValues: Float64Array, largestDimension: number): number {
  const largest = singularValues[0] ?? 0;
  if (Number.isNaN(largest)) return NaN;
  return singularValues.filter((sigma) => sigma > largest * largestDimension * FLOAT32_EPSILON).length;
}
