/** How much of a theory is drawn. */
import type { Curve } from './figure.ts';
import { lastFinite, upTo } from './trajectoryPoints.ts';

/** Share of its last value at which a curve counts as risen. */
const risenShare = 0.95;

/**
 * Every curve of a theory up to where the measured curve of its seed and rank, or group, has first risen to 95 % of its last
 * value. What a law of growth adds up after that is the noise of a gradient around zero. Where the measured curve does
 * not rise, all of it.
 */
export function whileRising(theory: readonly Curve[], measured: readonly Curve[]): Curve[] {
  const ends = new Map(measured.map((curve) => [keyOf(curve), riseEnd(curve)]));
  return theory.map((curve) => upTo(curve, ends.get(keyOf(curve)) ?? Infinity));
}

const keyOf = ({ seed, rank, group }: Curve): string => JSON.stringify([seed, rank, group]);

function riseEnd(curve: Curve): number {
  const { iterations, values } = curve;
  const risen = risenShare * values[lastFinite(curve)]!;
  const first = Array.prototype.findIndex.call(values, (value) => value >= risen);
  return first > 0 ? iterations[first]! : Infinity;
}
