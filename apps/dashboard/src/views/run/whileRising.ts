/** How much of a theory is drawn beside a curve. */
import { riseEnd } from '@ranksweep/core';
import type { Points } from './growingSeries.ts';

/** A theory up to where the measured curve has risen, as in the figures. All of it where the measured curve does not rise. */
export function whileRising(theory: Points, measured: Points): Points {
  const end = riseEnd(measured);
  const beyond = theory.iterations.findIndex((iteration) => iteration > end);
  if (beyond < 0) return theory;
  return { iterations: theory.iterations.subarray(0, beyond), values: theory.values.subarray(0, beyond) };
}
