/** How much of a theory is drawn beside a curve. */
import { riseEnd } from '@ranksweep/core';
import type { Points } from './growingSeries.ts';

/** Smallest and largest value of all curves that are drawn as they were measured. */
export interface MeasuredRange {
  readonly least: number;
  readonly most: number;
}

/**
 * A theory up to where the measured curve has risen, or up to where it leaves the range of what was measured: the axes are those of the
 * measured curves, as in the figures. All of it where the measured curve does not rise and it stays within the range.
 */
export function whileRising(theory: Points, measured: Points, { least, most }: MeasuredRange): Points {
  const end = riseEnd(measured);
  const isBeyond = (iteration: number, i: number): boolean =>
    iteration > end || theory.values[i]! < least || theory.values[i]! > most;
  const beyond = theory.iterations.findIndex(isBeyond);
  if (beyond < 0) return theory;
  return { iterations: theory.iterations.subarray(0, beyond), values: theory.values.subarray(0, beyond) };
}
