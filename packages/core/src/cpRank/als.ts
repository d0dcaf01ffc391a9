/**
 * Alternating least squares for CP (Kolda and Bader 2009, section 3.4, Figure 3.3), written as a correction of the current
 * factor. A_n + E_(n) Z_n V_n^-1 equals X_(n) Z_n V_n^-1, but does not lose the digits that an ill-conditioned V_n costs. If V_n
 * needs a ridge mu, the correction is the least squares solution nearest to the old factor,
 *   argmin_A ||X_(n) - A Z_n^T||^2 + mu ||A - A_n||^2
 * (Navasca, De Lathauwer and Kindermann 2008, "Swamp reducing technique for tensor decomposition"). The error therefore never
 * rises, and a ridge changes the path of the fit but not its end.
 */
import { matricization, type Matrix } from '../tensor/shape.ts';
import type { CpStart, StartOptions } from './cpStart.ts';
import type { DenseTensor } from './denseTensor.ts';
import { gramOfOthers, khatriRaoOfOthers, normalizeColumns, residualTimes } from './khatriRao.ts';
import { solveRows } from './ridgeSolve.ts';

/**
 * The fit has settled when a sweep lowers the error by no more than this share. Swamps take about 1e-5 per sweep and do not count
 * as settled.
 */
const SETTLED = 1e-8;

type Cp = Pick<CpStart, 'weights' | 'factors'>;

/**
 * Fits from one start.
 * @param unit a tensor of Frobenius norm 1
 * @param initial A_1, ..., A_N
 */
export function alternatingLeastSquares(
  unit: DenseTensor,
  rank: number,
  initial: readonly Float64Array[],
  { maxSweeps, errorBelow, onSweep }: StartOptions,
): CpStart {
  const matricizations = unit.dims.map((_, n) => matricization(unit.values, unit.dims, [n + 1]));
  const last = unit.dims.length - 1;
  const errorOf = (cp: Cp): number => {
    const Z = khatriRaoOfOthers(cp.factors, last, rank);
    return Math.sqrt(residualTimes(matricizations[last]!, weighted(cp, last, rank), Z, rank).squaredError);
  };
  let cp = normalizedCp(initial, rank);
  let relativeError = errorOf(cp);
  let step = 1;
  for (let sweep = 1; sweep <= maxSweeps; sweep++) {
    const [before, errorBefore] = [cp, relativeError];
    cp = swept(cp, matricizations, rank);
    relativeError = errorOf(cp);
    const hasSettled = errorBefore - relativeError <= SETTLED * relativeError;
    if (!hasSettled && relativeError >= errorBelow) {
      const further = extrapolated(before, cp, step, rank);
      const errorFurther = errorOf(further);
      const isLower = errorFurther < relativeError;
      step = isLower ? 2 * step : Math.max(1, step / 4);
      if (isLower) [cp, relativeError] = [further, errorFurther];
    }
    onSweep?.(relativeError);
    if (relativeError < errorBelow || hasSettled) {
      return { ...cp, relativeError, sweeps: sweep, hasSettled: true };
    }
  }
  return { ...cp, relativeError, sweeps: maxSweeps, hasSettled: false };
}

/** Corrects each factor once, in turn. */
function swept(cp: Cp, matricizations: readonly Matrix[], rank: number): Cp {
  const factors = cp.factors.map((A) => A.slice());
  let { weights } = cp;
  matricizations.forEach((X, n) => {
    const A = weighted({ weights, factors }, n, rank);
    const { EZ: correction } = residualTimes(X, A, khatriRaoOfOthers(factors, n, rank), rank);
    solveRows(gramOfOthers(factors, n, rank), correction, rank);
    for (let at = 0; at < A.length; at++) A[at]! += correction[at]!;
    weights = normalizeColumns(A, rank);
    // A component of weight 0 keeps its direction, so that a later sweep may revive it.
    for (let at = 0; at < A.length; at++) if (weights[at % rank]! > 0) factors[n]![at] = A[at]!;
  });
  return { weights, factors };
}

/**
 * Line search along the last sweep (Rajih, Comon and Harshman 2008, "Enhanced line search: a novel method to accelerate
 * PARAFAC"). In a swamp, sweeps move in the same direction for a long time. If a step in this direction lowers the error, the
 * next step is longer.
 */
function extrapolated(before: Cp, after: Cp, step: number, rank: number): Cp {
  const last = after.factors.length - 1;
  const factors = after.factors.map((_, n) => {
    const [from, to] =
      n === last
        ? [weighted(before, n, rank), weighted(after, n, rank)]
        : [before.factors[n]!, after.factors[n]!];
    return to.map((entry, at) => entry + step * (entry - from[at]!));
  });
  return normalizedCp(factors, rank);
}

/** A_n multiplied by the weights. */
function weighted({ weights, factors }: Cp, n: number, rank: number): Float64Array {
  return factors[n]!.map((entry, at) => entry * weights[at % rank]!);
}

function normalizedCp(unnormalized: readonly Float64Array[], rank: number): Cp {
  const weights = new Float64Array(rank).fill(1);
  const factors = unnormalized.map((A) => A.slice());
  for (const A of factors) normalizeColumns(A, rank).forEach((norm, r) => (weights[r]! *= norm));
  return { weights, factors };
}
