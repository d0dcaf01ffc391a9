/** Compares the measured growth of one component with the laws. */
import type { Series } from '../events/detectEvents.ts';
import { exactLog } from '../random/exactMath.ts';
import { growthBounds, grown, power } from './growthLaw.ts';
import { fitSlope, type FitPoint } from './slopeFit.ts';

/** A component over the snapshots of a run. Its norm ends above zero. */
export interface ComponentGrowth {
  /** The number of vectors or factors in its product. */
  readonly L: number;
  readonly iterations: ArrayLike<number>;
  /** Time of gradient flow, ascending. */
  readonly t: ArrayLike<number>;
  /** Its norm. */
  readonly s: ArrayLike<number>;
  readonly gamma: ArrayLike<number>;
  /** The largest difference of squared norms between two of its vectors, or within a whole matrix factorization. */
  readonly epsilon: ArrayLike<number>;
  /** Whether it is a product of its own vectors. Components are; singular values are only as far as the layers' vectors agree. */
  readonly hasOwnVectors: boolean;
}

export interface ExponentFit {
  readonly exponent: number;
  /** The uncertainty, as defined by `fitSlope`. */
  readonly error: number;
}

/** A component counts as balanced while epsilon is less than this share of s^(2/L). */
const BALANCED_SHARE = 0.1;
/** The share of its final norm at which predictions begin. Their relative error grows with the ratio of norms that they span. */
const BEGINNING_SHARE = 0.01;
const RISE_SHARE = 0.5;
/** How far steps of gradient descent may leave the bounds of gradient flow. */
const STEP_TOLERANCE = 0.05;

const finalOf = ({ s }: ComponentGrowth): number => s[s.length - 1]!;

/**
 * The law of growth, integrated from the measured gamma (trapezoidal rule). It starts at the first snapshot in which the
 * component is balanced and has 1 % of its final norm.
 */
export function predictedNorms(growth: ComponentGrowth): Pick<Series, 'iterations' | 'values'> {
  const { L, t, s, gamma } = growth;
  const begin = firstBalanced(growth, BEGINNING_SHARE * finalOf(growth));
  const predicted = new Float64Array(s.length - begin);
  let integral = 0;
  for (let i = begin; i < s.length; i++) {
    if (i > begin) integral += ((gamma[i - 1]! + gamma[i]!) / 2) * (t[i]! - t[i - 1]!);
    predicted[i - begin] = grown(L, s[begin]!, integral);
  }
  return { iterations: Array.from(growth.iterations).slice(begin), values: predicted };
}

/**
 * The exponent p of ds/dt ~ gamma s^p from the first balanced snapshot to the half-rise. Between two snapshots log s grows at
 * the mean rate gamma s^(p-1), gamma being the mean of the ends and s their geometric mean; p - 1 is the slope of
 * log((d log s / dt) / gamma) against log s. Steps of gradient descent leave gradient flow by half of what log s grows in one.
 * Where log s and log gamma change by x and y between two snapshots, the mean rate is off by up to (x^2 + 2 y^2) / 24.
 * With delta = epsilon / s^(2/L), vectors whose squared norms differ by epsilon make the growth of a component larger by up to
 * delta^2 / 8; that of a singular value, whose layers then need not share its vectors, may be off by delta.
 * @returns undefined where the norm grows in fewer than four intervals
 */
export function measuredExponent(growth: ComponentGrowth): ExponentFit | undefined {
  const { L, iterations, t, s, gamma, epsilon, hasOwnVectors } = growth;
  const points: FitPoint[] = [];
  const end = halfRise(growth);
  for (let i = firstBalanced(growth, 0); i < end; i++) {
    const growing = exactLog(s[i + 1]! / s[i]!);
    const rate = growing / (t[i + 1]! - t[i]!);
    const meanGamma = (gamma[i]! + gamma[i + 1]!) / 2;
    const perStep = growing / (iterations[i + 1]! - iterations[i]!);
    const imbalance = epsilon[i]! / power(s[i]!, 2 / L);
    const turning = exactLog(gamma[i + 1]! / gamma[i]!);
    const betweenSnapshots = (growing * growing + 2 * turning * turning) / 24;
    const uncertainty =
      perStep / 2 + betweenSnapshots + (hasOwnVectors ? (imbalance * imbalance) / 8 : imbalance);
    // NaN fails these comparisons, so unknown values are skipped.
    if (!(rate > 0 && rate < Infinity && meanGamma > 0 && uncertainty < Infinity)) continue;
    points.push({
      x: (exactLog(s[i]!) + exactLog(s[i + 1]!)) / 2,
      y: exactLog(rate / meanGamma),
      uncertainty,
    });
  }
  const fit = fitSlope(points);
  return fit && { exponent: 1 + fit.slope, error: fit.error };
}

/**
 * Of the intervals up to the half-rise the share in which the mean growth lies between the bounds for unbalanced components at
 * the interval's ends, or out of them by less than 5 %.
 * @returns undefined where there are none
 */
export function shareWithinBounds(growth: ComponentGrowth): number | undefined {
  const { L, t, s, gamma, epsilon } = growth;
  const intervals = halfRise(growth);
  let within = 0;
  for (let i = 0; i < intervals; i++) {
    const rate = (s[i + 1]! - s[i]!) / (t[i + 1]! - t[i]!);
    const ends = [i, i + 1].map((at) => growthBounds(L, gamma[at]!, s[at]!, epsilon[at]!));
    const low = Math.min(...ends.map((bounds) => bounds.low));
    const high = Math.max(...ends.map((bounds) => bounds.high));
    const slack = STEP_TOLERANCE * Math.max(Math.abs(low), Math.abs(high));
    if (rate >= low - slack && rate <= high + slack) within++;
  }
  return intervals === 0 ? undefined : within / intervals;
}

/**
 * The first snapshot in which the component is balanced and has at least the given norm; the number of snapshots if there is
 * none.
 */
function firstBalanced({ L, s, epsilon }: ComponentGrowth, least: number): number {
  for (let i = 0; i < s.length; i++) {
    if (s[i]! > 0 && s[i]! >= least && epsilon[i]! <= BALANCED_SHARE * power(s[i]!, 2 / L)) return i;
  }
  return s.length;
}

/** The first snapshot in which the component has half of its final norm; 0 if that is not known. */
function halfRise(growth: ComponentGrowth): number {
  const half = RISE_SHARE * finalOf(growth);
  return Math.max(
    Array.from(growth.s).findIndex((s) => s >= half),
    0,
  );
}
