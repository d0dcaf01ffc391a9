/** What the fitting methods share: their starting points and their results. */
import { exactExp, exactLog } from '../random/exactMath.ts';
import { RandomStream } from '../random/stream.ts';
import { numelOf } from '../tensor/shape.ts';

/** A CP tensor sum_r weights[r] a_r^1 (x) ... (x) a_r^N, as one start of a fit found it. */
export interface CpStart {
  /** (R) */
  readonly weights: Float64Array;
  /** A_1, ..., A_N, each (d_n, R), row-major, columns of norm 1. */
  readonly factors: readonly Float64Array[];
  /** ||X - fit||_F / ||X||_F */
  readonly relativeError: number;
  /** Sweeps over all modes (ALS) or updates of all factors (Adam). */
  readonly sweeps: number;
  /** Whether the error had stopped falling, or was below the bound. */
  readonly hasSettled: boolean;
}

export interface StartOptions {
  readonly maxSweeps: number;
  /** Stops as soon as the relative error is below this. */
  readonly errorBelow: number;
  /** Called with the relative error after every sweep. */
  readonly onSweep?: ((relativeError: number) => void) | undefined;
}

/**
 * A_1, ..., A_N, whose CP tensor has a Frobenius norm of about 1. Entries are i.i.d. Gaussian; every rank, start and mode has its
 * own random stream.
 */
export function randomFactors(
  dims: readonly number[],
  rank: number,
  seed: number,
  start: number,
): Float64Array[] {
  const std = 1 / nthRoot(numelOf(dims) * rank, 2 * dims.length);
  return dims.map((d, n) =>
    new RandomStream(seed, `cp_fit/rank_${rank}/start_${start}/mode_${n + 1}`)
      .gaussians(d * rank)
      .map((entry) => entry * std),
  );
}

/** For every r, the factors without component r. The component of least weight comes first. */
export function* withoutOneComponent({
  weights,
  factors,
}: Pick<CpStart, 'weights' | 'factors'>): Generator<Float64Array[]> {
  const rank = weights.length;
  const roots = weights.map((weight) => nthRoot(weight, factors.length));
  const byWeight = Array.from(weights.keys()).toSorted((p, q) => weights[p]! - weights[q]!);
  for (const r of byWeight) {
    yield factors.map((A) =>
      A.map((entry, at) => entry * roots[at % rank]!).filter((_, at) => at % rank !== r),
    );
  }
}

/** x^(1/n) for x >= 0. */
export const nthRoot = (x: number, n: number): number => exactExp(exactLog(x) / n);
