/** Up to where a curve rises. */

/** Share of its last value at which a curve has risen. */
const RISEN_SHARE = 0.95;

/**
 * The iteration at which a curve first has 95 % of its last finite value; Infinity where it begins there, or has no finite value.
 * What a law of growth adds up after that is the noise of a gradient around zero.
 *
 * @param curve as many values as iterations, which ascend
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
