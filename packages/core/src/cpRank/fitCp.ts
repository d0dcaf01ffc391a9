/** Fits a CP of a given rank several times. It returns the best fit, and whether its error is likely to be the least possible. */
import { InputError } from '../config/errors.ts';
import { shown } from '../config/expectation.ts';
import { adam } from './adam.ts';
import { alternatingLeastSquares } from './als.ts';
import { randomFactors, type CpStart } from './cpStart.ts';
import { checkTensor, normalized, type DenseTensor } from './denseTensor.ts';

export const cpMethods = ['als', 'adam'] as const;
export type CpMethod = (typeof cpMethods)[number];

const METHODS = {
  als: { fit: alternatingLeastSquares, maxSweeps: 1000 },
  adam: { fit: adam, maxSweeps: 20_000 },
} as const;

export interface CpFitOptions {
  /** Default: als. */
  readonly method?: CpMethod | undefined;
  /** The number of random starts, of which the best is returned. Default: 5. */
  readonly starts?: number | undefined;
  /** Default: 0. */
  readonly seed?: number | undefined;
  /** The limit for every start; default: 1000 sweeps of als, 20 000 updates of adam. */
  readonly maxSweeps?: number | undefined;
  /** The fit stops once the relative error is below this. Default: 0, which means as close as possible. */
  readonly errorBelow?: number | undefined;
  /** Called with the relative error after every sweep of every start. */
  readonly onSweep?: ((relativeError: number, start: number) => void) | undefined;
}

/** sum_r weights[r] a_r^1 (x) ... (x) a_r^N. */
export interface CpFit {
  readonly rank: number;
  /** (R) */
  readonly weights: Float64Array;
  /** A_1, ..., A_N, each (d_n, R), row-major, columns of norm 1. */
  readonly factors: readonly Float64Array[];
  /** ||X - fit||_F / ||X||_F */
  readonly relativeError: number;
  /** Number of sweeps or updates of the returned start. */
  readonly sweeps: number;
  /** How many starts were made. The fit is the best of them. */
  readonly starts: number;
  /**
   * True if the error is below `errorBelow`, or if the best start and another one have settled at the same error. Fits may get
   * stuck in local minima and crawl through swamps. A single start therefore says little about what a rank can reach, and a fit
   * that has not converged says nothing.
   */
  readonly converged: boolean;
}

/** Two starts agree if their errors differ by less than this share. */
const SAME_ERROR = 1e-3;

/**
 * Fits a CP of the given rank to a tensor.
 * @param rank R >= 1
 * @throws InputError when the tensor is 0 or has values that are not finite, or an option is out of range
 */
export function fitCp(tensor: DenseTensor, rank: number, options: CpFitOptions = {}): CpFit {
  checkTensor(tensor);
  checkFitOptions(options);
  requireInteger('rank', rank, 1);
  const { unit, frobeniusNorm } = normalized(tensor);
  if (frobeniusNorm === 0) {
    throw new InputError('tensor: expected another than 0, whose relative error is not defined');
  }
  const ends = fitFrom(randomStarts(unit.dims, rank, options), unit, rank, options);
  const fit = bestOf(ends, rank, options.errorBelow);
  return { ...fit, weights: fit.weights.map((weight) => weight * frobeniusNorm) };
}

/** Fits from every start until one is below the bound. @param unit a checked tensor of Frobenius norm 1 */
export function fitFrom(
  initials: Iterable<readonly Float64Array[]>,
  unit: DenseTensor,
  rank: number,
  options: CpFitOptions,
): CpStart[] {
  const { method = 'als', errorBelow = 0, onSweep } = options;
  const { fit, maxSweeps } = METHODS[method];
  const ends: CpStart[] = [];
  for (const initial of initials) {
    const start = ends.length + 1;
    const end = fit(unit, rank, initial, {
      maxSweeps: options.maxSweeps ?? maxSweeps,
      errorBelow,
      onSweep: onSweep && ((relativeError) => onSweep(relativeError, start)),
    });
    ends.push(end);
    if (end.relativeError < errorBelow) break;
  }
  return ends;
}

/** Random starts, as many as the options ask for. */
export function* randomStarts(
  dims: readonly number[],
  rank: number,
  { starts = 5, seed = 0 }: CpFitOptions,
): Generator<Float64Array[]> {
  for (let start = 1; start <= starts; start++) yield randomFactors(dims, rank, seed, start);
}

/** The best of several starts, and whether they agree. */
export function bestOf(ends: readonly CpStart[], rank: number, errorBelow = 0): CpFit {
  const [best, ...others] = ends.toSorted((a, b) => a.relativeError - b.relativeError);
  const { weights, factors, relativeError, sweeps, hasSettled } = best!;
  const agrees = (other: CpStart): boolean =>
    other.hasSettled && other.relativeError <= (1 + SAME_ERROR) * relativeError;
  const converged = relativeError < errorBelow || (hasSettled && others.some(agrees));
  return { rank, weights, factors, relativeError, sweeps, starts: ends.length, converged };
}

/** @throws InputError */
export function checkFitOptions({ starts, seed, maxSweeps, errorBelow }: CpFitOptions): void {
  if (starts !== undefined) requireInteger('starts', starts, 1);
  if (seed !== undefined) requireInteger('seed', seed, 0, 2 ** 48 - 1);
  if (maxSweeps !== undefined) requireInteger('maxSweeps', maxSweeps, 1);
  if (errorBelow !== undefined && !(errorBelow >= 0)) {
    throw new InputError(`errorBelow: expected a number >= 0, found ${shown(errorBelow)}`);
  }
}

/** @throws InputError */
export function requireInteger(name: string, value: number, least: number, most = Infinity): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  const range = most === Infinity ? `>= ${least}` : `from ${least} to ${most}`;
  throw new InputError(`${name}: expected an integer ${range}, found ${shown(value)}`);
}
