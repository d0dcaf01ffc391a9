/** What fitting methods share: where they start, and what they give back. */
import { exactExp, exactLog } from '../random/exactMath.ts';
import { RandomStream } from '../random/stream.ts';
import { numelOf } from '../tensor/shape.ts';

/** A CP tensor sum_r weights[r] a_r^1 (x) ... (x) a_r^N, as one start of a fit left it. */
export interface CpStart {
  /** (R) */
  readonly weights: Float64Array;
  /** A_1, ..., A_N, each (d_n, R), row-major, columns of norm 1. */
  readonly factors: readonly Float64Array[];
  /** ||X - fit||_F / ||X||_F */
  readonly relativeError: number;
  /** Sweeps over all modes (ALS) or updates of all factors (Adam). */
  readonly sweeps: number;
  /** The error had stopped to fall, or was below the bound. */
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
 * A_1, ..., A_N, whose CP tensor has a Frobenius norm of about 1: i.i.d. Gaussian entries, from a stream of their own for every
 * rank, start and mode.
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

/** The factors without component r, for every r, the one of least weight first. */
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
