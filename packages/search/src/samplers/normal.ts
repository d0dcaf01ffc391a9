/**
 * The exponential function and the cumulative distribution of a standard normal variable, from tables that are the same to the bit on every
 * machine: densities need no more than a few digits, and a hundred thousand values a suggestion.
 */
import { exactExp } from '@ranksweep/core';

/** Beyond this, what is left is below 1e-15. */
const REACH = 8;
const PER_UNIT = 512;
export const MOST_EXPONENT = 40;
const PER_EXPONENT = 256;
const CUMULATIVE = cumulative();
const EXPONENTIALS = exponentials();

/** P(Z <= z), within 1e-6. */
export function normalBelow(z: number): number {
  if (z <= -REACH) return 0;
  if (z >= REACH) return 1;
  const at = (z + REACH) * PER_UNIT;
  const i = at | 0;
  return CUMULATIVE[i]! + (at - i) * (CUMULATIVE[i + 1]! - CUMULATIVE[i]!);
}

/** The z below which a standard normal variable is with a probability between 0 and 1, within 1e-5 where that is not extreme. */
export function normalQuantile(probability: number): number {
  let [from, to] = [0, CUMULATIVE.length - 2];
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (CUMULATIVE[middle]! <= probability) from = middle;
    else to = middle;
  }
  const [low, high] = [CUMULATIVE[from]!, CUMULATIVE[to]!];
  const share = high > low ? (probability - low) / (high - low) : 0;
  return (from + share) / PER_UNIT - REACH;
}

/** e^-t for t from 0 to `MOST_EXPONENT`, within 2e-6 of it. */
export function expOfMinus(t: number): number {
  const at = t * PER_EXPONENT;
  const i = at | 0;
  const value = EXPONENTIALS[i]!;
  return value + (at - i) * (EXPONENTIALS[i + 1]! - value);
}

function exponentials(): Float64Array {
  return Float64Array.from({ length: MOST_EXPONENT * PER_EXPONENT + 2 }, (_, i) =>
    exactExp(-i / PER_EXPONENT),
  );
}

/** By Simpson's rule on the density. */
function cumulative(): Float64Array {
  const steps = 2 * REACH * PER_UNIT;
  const table = new Float64Array(steps + 2);
  const density = (z: number): number => exactExp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  for (let i = 0; i < steps; i++) {
    const z = i / PER_UNIT - REACH;
    const step = 1 / PER_UNIT;
    table[i + 1] = table[i]! + (step / 6) * (density(z) + 4 * density(z + step / 2) + density(z + step));
  }
  table[steps + 1] = table[steps]!;
  return table;
}
