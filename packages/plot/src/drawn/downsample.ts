/** Thinning of a trajectory to what a plot can show, so that a figure's size does not grow with the run's length. */

export interface Points {
  readonly iterations: number[];
  /** NaN where the trajectory has a gap. */
  readonly values: number[];
}

/**
 * The points of a trajectory that are visible at a resolution of `buckets` columns of equal width.
 *
 * Keeps of every bucket its first and last point, the smallest and the largest finite value, and the ends of its gaps. So no peak
 * is lost, no gap is bridged, no rise begins early, and at most six points a bucket are left.
 *
 * @param iterations ascending, finite
 * @param values as many; NaN and infinities are gaps
 * @param buckets at least 1
 * @param position monotone: where an iteration lies on the axis, on a logarithmic one for example
 * @throws RangeError when the lengths differ or `buckets` is not a positive integer
 */
export function downsample(
  iterations: ArrayLike<number>,
  values: ArrayLike<number>,
  buckets: number,
  position: (iteration: number) => number = (iteration) => iteration,
): Points {
  if (iterations.length !== values.length) {
    throw new RangeError(
      `downsample: expected as many values as iterations (${iterations.length}), found ${values.length}`,
    );
  }
  if (!Number.isInteger(buckets) || buckets < 1) {
    throw new RangeError(`downsample: expected a positive number of buckets, found ${buckets}`);
  }
  const points: Points = { iterations: [], values: [] };
  const last = iterations.length - 1;
  if (last < 0) return points;

  const [begin, end] = [position(iterations[0]!), position(iterations[last]!)];
  const bucketOf = (i: number): number => {
    const fraction = (position(iterations[i]!) - begin) / (end - begin);
    return Math.min(buckets - 1, Math.floor(fraction * buckets));
  };
  const keep = (indices: Iterable<number>): void => {
    for (const i of [...new Set(indices)].sort((a, b) => a - b)) {
      points.iterations.push(iterations[i]!);
      const value = values[i]!;
      points.values.push(Number.isFinite(value) ? value : NaN);
    }
  };

  let start = 0;
  while (start <= last) {
    let next = start + 1;
    while (next <= last && bucketOf(next) === bucketOf(start)) next++;
    keep([start, ...visibleInBucket(values, start, next), next - 1]);
    start = next;
  }
  return points;
}

/** Indices in [start, end) of the extremes and of the first and the last gap. */
function visibleInBucket(values: ArrayLike<number>, start: number, end: number): number[] {
  let smallest = -1;
  let largest = -1;
  let firstGap = -1;
  let lastGap = -1;
  for (let i = start; i < end; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) {
      if (firstGap < 0) firstGap = i;
      lastGap = i;
      continue;
    }
    if (smallest < 0 || value < values[smallest]!) smallest = i;
    if (largest < 0 || value > values[largest]!) largest = i;
  }
  return [smallest, largest, firstGap, lastGap].filter((i) => i >= 0);
}
