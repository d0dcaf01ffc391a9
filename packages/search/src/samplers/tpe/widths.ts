/**
 * Widths of kernels: in each dimension as far as to the farther of a trial's two neighbours, and neither below a least width, which shrinks with the
 * number of trials, nor above the whole range (Bergstra et al. 2011; Watanabe 2023, "Tree-structured Parzen estimator: understanding
 * its algorithm components").
 */

const MOST_SHARES = 100;

export interface WidthsOptions {
  readonly dimensions: number;
  /** (trials, dimensions), from 0 to 1; NaN where a trial lacks the dimension. */
  readonly coordinates: Float64Array;
  readonly trials: ArrayLike<number>;
  /** In each dimension, the trials in the order of their coordinates; those that do not belong to these are passed over. */
  readonly sorted: readonly Int32Array[];
  /** Where each trial stands among `trials`; -1 for others. */
  readonly places: Int32Array;
}

/** (trials + 1, dimensions); the last are the prior's. */
export function kernelWidths({
  dimensions: D,
  coordinates,
  trials,
  sorted,
  places,
}: WidthsOptions): Float64Array {
  const { length } = trials;
  const widths = new Float64Array((length + 1) * D).fill(1);
  const least = 1 / Math.min(MOST_SHARES, length + 2);
  for (let d = 0; d < D; d++) {
    let before = 0;
    let beforePlace = -1;
    let gapBefore = 0;
    let count = 0;
    for (const trial of sorted[d]!) {
      const place = places[trial]!;
      if (place < 0) continue;
      const at = coordinates[trial * D + d]!;
      const gap = at - before;
      // The bounds count as neighbours only of a trial that is alone.
      if (beforePlace >= 0) widths[beforePlace * D + d] = count === 1 ? gap : Math.max(gapBefore, gap);
      gapBefore = gap;
      before = at;
      beforePlace = place;
      count++;
    }
    if (beforePlace >= 0)
      widths[beforePlace * D + d] = count === 1 ? Math.max(before, 1 - before) : gapBefore;
  }
  for (let i = 0; i < length * D; i++) widths[i] = Math.min(1, Math.max(least, widths[i]!));
  return widths;
}
