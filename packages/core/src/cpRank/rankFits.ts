/** The fits that a search for the rank has made, and the conclusions from them. */
import { withoutOneComponent, type CpStart } from './cpStart.ts';
import type { DenseTensor } from './denseTensor.ts';
import { bestOf, fitFrom, randomStarts, type CpFit, type CpFitOptions } from './fitCp.ts';

export type RankFit = Pick<CpFit, 'rank' | 'relativeError' | 'sweeps' | 'converged' | 'starts'>;

export interface RankFitsOptions extends Omit<CpFitOptions, 'onSweep'> {
  readonly errorBelow: number;
  /** Called after every fit; a second time for a rank when more starts were made. */
  readonly onFit?: ((fit: RankFit) => void) | undefined;
}

export class RankFits {
  readonly #unit: DenseTensor;
  readonly #options: RankFitsOptions;
  readonly #ends = new Map<number, CpStart[]>();

  /** @param unit a tensor of Frobenius norm 1 */
  constructor(unit: DenseTensor, options: RankFitsOptions) {
    this.#unit = unit;
    this.#options = options;
  }

  /** Whether a CP of this rank is within the bound, by the existing fit or by new ones from random starts. */
  isEnough(rank: number): boolean {
    return this.#ends.has(rank)
      ? this.#isWithin(rank)
      : this.#add(rank, randomStarts(this.#unit.dims, rank, this.#options));
  }

  /** Whether a CP of rank - 1 is within the bound. The fit starts from the best one of `rank` without one of its components. */
  isOneTooMany(rank: number): boolean {
    if (rank < 2 || !this.#ends.has(rank)) return false;
    return this.#add(rank - 1, withoutOneComponent(this.#best(rank)));
  }

  /** Fits by rank. */
  all(): RankFit[] {
    return [...this.#ends.keys()].sort((a, b) => a - b).map((rank) => this.#summary(rank));
  }

  #add(rank: number, initials: Iterable<readonly Float64Array[]>): boolean {
    const ends = fitFrom(initials, this.#unit, rank, this.#options);
    this.#ends.set(rank, [...(this.#ends.get(rank) ?? []), ...ends]);
    this.#options.onFit?.(this.#summary(rank));
    return this.#isWithin(rank);
  }

  #best(rank: number): CpFit {
    return bestOf(this.#ends.get(rank)!, rank, this.#options.errorBelow);
  }

  #isWithin(rank: number): boolean {
    return this.#best(rank).relativeError < this.#options.errorBelow;
  }

  #summary(rank: number): RankFit {
    const { relativeError, sweeps, converged, starts } = this.#best(rank);
    return { rank, relativeError, sweeps, converged, starts };
  }
}

/**
 * Whether the fit of this rank converged above the bound, and all fits are consistent with it. If an error rises with the rank,
 * the fit of the larger rank has missed a solution, so one may have been missed here too.
 */
export function speakAgainst(fits: readonly RankFit[], rank: number, errorBelow: number): boolean {
  const fit = fits.find((candidate) => candidate.rank === rank);
  if (fit === undefined || !fit.converged || fit.relativeError < errorBelow) return false;
  return fits.every((other) =>
    other.rank > rank ? other.relativeError < errorBelow : other.relativeError >= fit.relativeError,
  );
}
