/** Between the two nearest values, as NumPy has it; values that are NaN count as the largest. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.map((value) => (Number.isNaN(value) ? Infinity : value)).toSorted((a, b) => a - b);
  return quantileOfSorted((i) => sorted[i]!, sorted.length, share);
}

/** @param at the i-th smallest of `count` values */
export function quantileOfSorted(at: (i: number) => number, count: number, share: number): number {
  const place = share * (count - 1);
  const [low, high] = [at(Math.floor(place)), at(Math.ceil(place))];
  return low === high ? low : low + (high - low) * (place - Math.floor(place));
}
