/** Where a panel's iteration axis ends: what rests, and what goes on for far longer than usual, would squeeze all else. */
import type { Curve, CurvePanel } from './figure.ts';
import { mostOf } from './range.ts';
import { lastFinite } from './trajectoryPoints.ts';

/** A curve rests while it stays within this share of the panel's height of its last value. */
const RESTING_SHARE = 0.03;
const SHOWN_OF_REST = 1.5;
const MOST_TIMES_USUAL = 2;
/** Less than a quarter of the longest run is not worth being left out. */
const NEARLY_ALL = 0.75;

/**
 * The axis goes on for half of the time that the last curve takes to come to rest, and ends at the latest at twice the iteration
 * that is usual among the seeds of a group. With several groups, such as scales of the initialization, the one that takes longest
 * decides. Where that is nearly the end of the longest run, the axis ends with it.
 *
 * @param height where a value lies in the panel, from 0 to 1
 * @returns 0 for curves of iteration 0 alone
 */
export function axisEnd({ curves }: CurvePanel, height: (value: number) => number): number {
  const groups = [...Map.groupBy(curves, (curve) => curve.group).values()];
  const end = Math.max(
    ...groups.map((group) => {
      const seeds = [...Map.groupBy(group, (curve) => curve.seed).values()];
      const ends = seeds.map((seed) => endOf(seed, height)).sort((a, b) => a - b);
      // Of two seeds the later one: nothing tells which of them is usual.
      return Math.min(ends.at(-1)!, MOST_TIMES_USUAL * ends[Math.floor(ends.length / 2)]!);
    }),
  );
  const longest = lastIterationOf(curves);
  return end >= NEARLY_ALL * longest ? longest : end;
}

export const lastIterationOf = (curves: readonly Curve[]): number =>
  mostOf(curves.map(({ iterations }) => iterations[iterations.length - 1]!));

/** Of the curves of one run. */
function endOf(curves: readonly Curve[], height: (value: number) => number): number {
  const last = lastIterationOf(curves);
  const restsAt = mostOf(curves.map((curve) => restOf(curve, height)));
  return restsAt === 0 ? last : Math.min(last, SHOWN_OF_REST * restsAt);
}

/** The first iteration from which on a curve rests. */
function restOf(curve: Curve, height: (value: number) => number): number {
  const { iterations, values } = curve;
  let first = lastFinite(curve);
  const rest = height(values[first]!);
  const isAtRest = (value: number): boolean =>
    Number.isFinite(value) && Math.abs(height(value) - rest) <= RESTING_SHARE;
  while (first > 0 && isAtRest(values[first - 1]!)) first--;
  return iterations[first]!;
}
