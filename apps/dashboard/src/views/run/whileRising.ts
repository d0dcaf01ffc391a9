/** How much of a theory is drawn beside a curve. */
import type { Points } from './growingSeries.ts';

/** Share of its last value at which a curve counts as risen, as in the figures. */
const risenShare = 0.95;

/**
 * A theory up to where the measured curve has risen: what a law of growth adds up after that is the noise of a gradient around
 * zero. All of it where the measured curve does not rise.
 */
export function whileRising(theory: Points, measured: Points): Points {
  const { iterations, values } = measured;
  const last = values.findLast((value) => Number.isFinite(value)) ?? NaN;
  const risen = values.findIndex((value) => value >= risenShare * last);
  if (risen <= 0) return theory;
  const beyond = theory.iterations.findIndex((iteration) => iteration > iterations[risen]!);
  const end = beyond < 0 ? theory.iterations.length : beyond;
  return { iterations: theory.iterations.subarray(0, end), values: theory.values.subarray(0, end) };
}
