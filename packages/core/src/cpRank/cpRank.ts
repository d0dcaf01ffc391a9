/**
 * Measures the CP rank of a tensor by experiment: the least rank whose fitted CP comes within an error bound. Few ranks need a
 * fit. What rank r reaches, rank r + 1 reaches with a component of weight 0, so the search doubles its steps from a proven lower
 * bound and then bisects.
 */
import { InputError } from '../config/errors.ts';
import { shown } from '../config/expectation.ts';
import { defaultComponents } from '../models/cp/network.ts';
import { checkTensor, normalized, type DenseTensor } from './denseTensor.ts';
import { checkFitOptions, requireInteger, type CpFitOptions } from './fitCp.ts';
import { matricizationBound } from './matricizationBound.ts';
import { leastFrom } from './leastFrom.ts';
import { RankFits, speakAgainst, type RankFit } from './rankFits.ts';

/** The error below which a CP counts as fitted to a tensor W. */
export type ErrorBound =
  /** A bound on ||W - fit||_F / ||W||_F. */
  | { readonly relativeError: number }
  /** A bound on ||W - fit||_F^2 / numel. Unlike the other bound, it depends on the tensor's scale. */
  | { readonly meanSquaredError: number };

export interface CpRankOptions extends Omit<CpFitOptions, 'errorBelow' | 'onSweep'> {
  /** Default: `defaultErrorBound`. */
  readonly bound?: ErrorBound | undefined;
  /** The largest rank to consider. Default: prod(d_n) / max(d_n), which no tensor's rank exceeds. */
  readonly maxRank?: number | undefined;
  /** Called after every fit. */
  readonly onFit?: ((fit: RankFit) => void) | undefined;
}

export interface CpRankResult {
  /** The least sufficient rank that was found; undefined if no rank up to `maxRank` was sufficient. */
  readonly rank: number | undefined;
  /**
   * If true, the result is proven: `rank` equals `lowerBound`, or `lowerBound` exceeds `maxRank`. If false, `rank` is an upper
   * bound.
   */
  readonly isCertain: boolean;
  /**
   * If true, the result is certain or likely. Likely means that several starts of rank - 1 settled at the same error above the
   * bound, and that the errors of all fits fall with the rank. This is not a proof, because all of them may have met the same
   * local minimum. False if the fit of a smaller rank had not converged.
   */
  readonly isSupported: boolean;
  /** No smaller rank comes within the bound, because the singular values of a matricization rule it out. */
  readonly lowerBound: number;
  /** The fits that were made, by rank. Order 2, rank 0 and prod(d_n) / max(d_n) need none. */
  readonly fits: readonly RankFit[];
}

export const defaultErrorBound: ErrorBound = { relativeError: 1e-3 };

/**
 * The least r whose fitted rank-r CP has an error below the bound (Razin et al. 2021, experiments). Order 2 is decided by
 * singular values. A tensor that is close to tensors of lower rank gets their rank; this includes every tensor whose rank exceeds
 * its border rank.
 * @throws InputError if the tensor has non-finite values, or an option is out of range
 */
export function cpRank(tensor: DenseTensor, options: CpRankOptions = {}): CpRankResult {
  checkTensor(tensor);
  checkFitOptions(options);
  if (options.maxRank !== undefined) requireInteger('maxRank', options.maxRank, 0);
  const { unit, frobeniusNorm } = normalized(withoutSingletons(tensor));
  const errorBelow = relativeBound(options.bound ?? defaultErrorBound, frobeniusNorm, tensor.values.length);
  const largest = defaultComponents(unit.dims);
  const maxRank = Math.min(options.maxRank ?? largest, largest);
  const proven = (rank: number | undefined, lowerBound: number): CpRankResult => ({
    rank,
    isCertain: true,
    isSupported: true,
    lowerBound,
    fits: [],
  });
  if (frobeniusNorm === 0 || errorBelow > 1) return proven(0, 0);
  const lowerBound = matricizationBound(unit, errorBelow);
  if (lowerBound > maxRank) return proven(undefined, lowerBound);
  if (unit.dims.length === 2) return proven(lowerBound, lowerBound);

  const fits = new RankFits(unit, { ...options, errorBelow });
  const isEnough = (rank: number): boolean => rank === largest || fits.isEnough(rank);
  let rank = leastFrom(lowerBound, maxRank, isEnough);
  while (rank !== undefined && rank > lowerBound && fits.isOneTooMany(rank)) rank--;
  // A proven rank needs no further fits. Otherwise, the fit of the next rank shows whether fits find what exists.
  if (rank !== undefined && rank > lowerBound) isEnough(Math.min(rank + 1, largest));
  const isCertain = rank === lowerBound;
  return {
    rank,
    isCertain,
    isSupported: isCertain || speakAgainst(fits.all(), (rank ?? maxRank + 1) - 1, errorBelow),
    lowerBound,
    fits: fits.all(),
  };
}

/**
 * Removes modes of dimension 1, which do not change the rank. At least two modes are kept or added, so that there is a
 * matricization.
 */
function withoutSingletons({ dims, values }: DenseTensor): DenseTensor {
  const kept = dims.filter((d) => d > 1);
  while (kept.length < 2) kept.push(1);
  return { dims: kept, values };
}

/** @throws InputError */
function relativeBound(bound: ErrorBound, frobeniusNorm: number, numel: number): number {
  const [name, value] = Object.entries(bound)[0] as [string, number];
  if (!(value > 0)) throw new InputError(`bound.${name}: expected a number > 0, found ${shown(value)}`);
  return 'relativeError' in bound ? value : (Math.sqrt(value) * Math.sqrt(numel)) / frobeniusNorm;
}
