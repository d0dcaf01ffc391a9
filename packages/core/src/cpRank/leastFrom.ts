/**
 * Searches for the least sufficient number. Each test is expensive, more so for larger numbers, and the answer is likely to be
 * small.
 */

/**
 * The least r in low..high that is enough; undefined if `high` is not.
 * @param isEnough if it holds for r, it holds for all larger numbers; called at most once for each r
 */
export function leastFrom(
  low: number,
  high: number,
  isEnough: (rank: number) => boolean,
): number | undefined {
  let step = 1;
  let enough = low;
  while (!isEnough(enough)) {
    if (enough === high) return undefined;
    low = enough + 1;
    enough = Math.min(enough + step, high);
    step *= 2;
  }
  while (low < enough) {
    const middle = Math.floor((low + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else low = middle + 1;
  }
  return enough;
}
