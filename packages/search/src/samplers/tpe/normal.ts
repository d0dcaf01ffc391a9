/** The cumulative distribution of a standard normal variable, from a table that is the same to the bit on every machine. */
import { exactExp } from '@ranksweep/core';

/** Beyond this, what is left is below 1e-15. */
const REACH = 8;
const PER_UNIT = 512;
const TABLE = cumulative();

/** P(Z <= z), within 1e-6. */
export function normalBelow(z: number): number {
  if (z <= -REACH) return 0;
  if (z >= REACH) return 1;
  const at = (z + REACH) * PER_UNIT;
  const i = Math.floor(at);
  return TABLE[i]! + (at - i) * (TABLE[i + 1]! - TABLE[i]!);
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
