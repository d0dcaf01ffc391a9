/** How far a panel's axes reach: over all curves, except that an outlier among the seeds may leave the panel. */
import type { Curve, FigurePanel } from './figure.ts';

export interface Extent {
  /** The x axis starts at 0. */
  readonly lastIteration: number;
  readonly low: number;
  readonly high: number;
  /** Some curves go on beyond the panel's edges. */
  readonly cut: boolean;
}

/** The seed that a panel draws bold: the smallest. */
export function firstSeed(panel: FigurePanel): number {
  return Math.min(...panel.curves.map((curve) => curve.seed));
}

/**
 * The x axis ends at the last iteration, but not beyond twice the length that is usual among the seeds, or that the first
 * one has; the y axis holds zero and every value up to twice what is usual. One run that goes on for long, or
 * diverges, would otherwise squeeze all others into a few pixels.
 *
 * Every curve of the panel has a finite value, and there is at least one curve.
 */
export function extentOf(panel: FigurePanel): Extent {
  const seeds = [...Map.groupBy(panel.curves, (curve) => curve.seed)].sort(([a], [b]) => a - b);
  const reaches = seeds.map(([, curves]) => reachOf(curves));
  const lengths = reaches.map((reach) => reach.last);
  const lastIteration = Math.min(Math.max(...lengths), 2 * Math.max(lengths[0], median(lengths)));
  const highest = Math.max(...reaches.map((reach) => reach.high));
  const lowest = Math.min(...reaches.map((reach) => reach.low));
  const high = Math.min(highest, 2 * median(reaches.map((reach) => reach.high)));
  const low = Math.max(lowest, -2 * median(reaches.map((reach) => -reach.low)));
  const cut = lastIteration < Math.max(...lengths) || high < highest || low > lowest;
  // A panel of zeros has a height, too.
  return { lastIteration: lastIteration || 1, low, high: low === high ? low + 1 : high, cut };
}

/** Last iteration, and the smallest and largest value or zero. */
function reachOf(curves: readonly Curve[]): { last: number; low: number; high: number } {
  let [last, low, high] = [0, 0, 0];
  for (const { iterations, values } of curves) {
    last = Math.max(last, iterations[iterations.length - 1]);
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(values[i])) continue;
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
  }
  return { last, low, high };
}

/** The lower one of the two in the middle, so that of two runs the shorter or smaller is the usual one. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}
