/** Finds the end of a curve's rise. */

/** The share of its last value at which a curve has risen. */
const RISEN_SHARE = 0.95;

/**
 * The iteration at which a curve first reaches 95 % of its last finite value. Infinity if it starts there or has no finite value.
 * After this iteration, a law of growth would only integrate the noise of a gradient around zero.
 *
 * @param curve one value for each iteration; iterations ascend
 */
export function riseEnd({
  iterations,
  values,
}: {
  readonly iterations: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}): number {
  let last = values.length - 1;
  while (last >= 0 && !Number.isFinite(values[last])) last--;
  let first = 0;
  while (first <= last && !(values[first]! >= RISEN_SHARE * values[last]!)) first++;
  return first > 0 && first <= last ? iterations[first]! : Infinity;
}
