/** How far a panel's axes reach: over all curves, except that an outlier among the seeds may leave the panel. */
import type { Curve, CurvePanel } from './figure.ts';

export interface Extent {
  /** 0, or on a logarithmic axis the first iteration after it. */
  readonly firstIteration: number;
  readonly lastIteration: number;
  readonly low: number;
  readonly high: number;
  /** Some curves go on beyond the panel's edges. */
  readonly cut: boolean;
}

/** Decades below the largest value that a logarithmic axis shows at most: what lies deeper is rounding. */
const mostDecades = 12;

/** The seed that a panel draws bold: the smallest. */
export function firstSeed(panel: CurvePanel): number {
  return Math.min(...panel.curves.map((curve) => curve.seed));
}

/**
 * The x axis ends at the last iteration, but not beyond twice the length that is usual among the seeds, or that the first
 * one has; the y axis holds zero and every value up to twice what is usual. One run that goes on for long, or
 * diverges, would otherwise squeeze all others into a few pixels. A logarithmic y axis holds every positive value, up to
 * a hundred times what is usual and down to twelve decades below.
 *
 * Every curve of the panel has a finite value, and there is at least one curve.
 */
export function extentOf(panel: CurvePanel): Extent {
  const seeds = [...Map.groupBy(panel.curves, (curve) => curve.seed)].sort(([a], [b]) => a - b);
  const reaches = seeds.map(([, curves]) => reachOf(curves));
  const lengths = reaches.map((reach) => reach.last);
  const lastIteration = Math.min(Math.max(...lengths), 2 * Math.max(lengths[0], median(lengths)));
  const [low, high] = panel.yScale === 'log' ? logRange(reaches) : linearRange(reaches);
  const cut =
    lastIteration < Math.max(...lengths) ||
    high < Math.max(...reaches.map((reach) => reach.high)) ||
    low > Math.min(...reaches.map((reach) => reach.low));
  const first = Math.min(...reaches.map((reach) => reach.first));
  return { ...iterationRange(panel, first, lastIteration), low, high, cut };
}

/** A single snapshot has a width, too. */
function iterationRange(
  panel: CurvePanel,
  first: number,
  last: number,
): Pick<Extent, 'firstIteration' | 'lastIteration'> {
  if (panel.xScale !== 'log') return { firstIteration: 0, lastIteration: last || 1 };
  if (first < last) return { firstIteration: first, lastIteration: last };
  return { firstIteration: 1, lastIteration: Math.max(last, 10) };
}

interface Reach {
  /** First iteration after 0; Infinity if there is none. */
  readonly first: number;
  readonly last: number;
  /** Smallest and largest finite value. */
  readonly low: number;
  readonly high: number;
  /** Infinity if there is none. */
  readonly leastPositive: number;
}

function reachOf(curves: readonly Curve[]): Reach {
  let [first, last, low, high, leastPositive] = [Infinity, 0, Infinity, -Infinity, Infinity];
  for (const { iterations, values } of curves) {
    first = Math.min(first, iterations[0] > 0 ? iterations[0] : (iterations[1] ?? Infinity));
    last = Math.max(last, iterations[iterations.length - 1]);
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(values[i])) continue;
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
      if (values[i] > 0) leastPositive = Math.min(leastPositive, values[i]);
    }
  }
  return { first, last, low, high, leastPositive };
}

function linearRange(reaches: readonly Reach[]): [low: number, high: number] {
  const highs = reaches.map((reach) => Math.max(0, reach.high));
  const depths = reaches.map((reach) => Math.max(0, -reach.low));
  const high = Math.min(Math.max(...highs), 2 * median(highs));
  const low = 0 - Math.min(Math.max(...depths), 2 * median(depths));
  // A panel of zeros has a height, too.
  return [low, low === high ? low + 1 : high];
}

function logRange(reaches: readonly Reach[]): [low: number, high: number] {
  const positive = reaches.filter((reach) => reach.high > 0);
  if (positive.length === 0) return [0.1, 1];
  const highs = positive.map((reach) => reach.high);
  const high = Math.min(Math.max(...highs), 100 * median(highs));
  const low = Math.min(...positive.map((reach) => reach.leastPositive));
  return [Math.min(Math.max(low, high * Number(`1e-${mostDecades}`)), high), high];
}

/** The lower one of the two in the middle, so that of two runs the shorter or smaller is the usual one. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}
