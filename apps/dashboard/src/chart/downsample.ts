/** Thinning of a trajectory to what its columns of dots can show, so that drawing takes no longer for longer runs. */
import { placeOn, type Scale } from './scale.ts';

export interface Trajectory {
  /** Ascending, finite. */
  readonly iterations: ArrayLike<number>;
  /** As many; NaN is a gap. */
  readonly values: ArrayLike<number>;
}

/** Points in their order, and how many of all points the value axis cannot show where they are. */
export interface Thinned {
  readonly columns: readonly number[];
  /** NaN is a gap; those beyond the value axis belong to its ends. */
  readonly values: readonly number[];
  readonly gaps: number;
  /** Larger than the axis: +Infinity. */
  readonly above: number;
  /** Smaller than the axis: -Infinity or, on a logarithmic one, zero, negative or too deep. */
  readonly below: number;
  readonly notPositive: number;
}

export interface Axes {
  readonly x: Scale;
  readonly y: Scale;
  readonly columns: number;
}

/**
 * Keeps of every column the first and the last point, the smallest and the largest value that the axis holds, and the first gap
 * and the first values beyond either end of the axis: at most seven points.
 */
export function downsample({ iterations, values }: Trajectory, { x, y, columns }: Axes): Thinned {
  const count = Math.min(iterations.length, values.length);
  const columnOf = placeOn(x, columns);
  const kept = { columns: [] as number[], values: [] as number[] };
  const told = { gaps: 0, above: 0, below: 0, notPositive: 0 };
  let start = 0;
  while (start < count) {
    const column = columnOf(iterations[start]!);
    const end = endOfColumn(iterations, start, count, (iteration) => columnOf(iteration) <= column);
    const { gap, above, below, smallest, largest } = notable(values, start, end, y, told);
    const indices = [start, smallest, largest, gap, above, below, end - 1].filter((i) => i >= 0);
    indices.sort((a, b) => a - b);
    indices.forEach((index, i) => {
      if (index === indices[i - 1]) return;
      kept.columns.push(column);
      kept.values.push(values[index]!);
    });
    start = end;
  }
  return { ...kept, ...told };
}

/** Searches by halves, since most columns of a long run hold many points: the logarithms of all of them would take longest. */
function endOfColumn(
  iterations: ArrayLike<number>,
  start: number,
  count: number,
  isInside: (iteration: number) => boolean,
): number {
  let inside = start;
  let step = 1;
  while (inside + step < count && isInside(iterations[inside + step]!)) {
    inside += step;
    step *= 2;
  }
  let outside = Math.min(count, inside + step);
  while (outside - inside > 1) {
    const middle = (inside + outside) >> 1;
    if (isInside(iterations[middle]!)) inside = middle;
    else outside = middle;
  }
  return outside;
}

interface Notable {
  gap: number;
  above: number;
  below: number;
  smallest: number;
  largest: number;
}

/** Indices in [start, end), or -1; adds to what is told. */
function notable(
  values: ArrayLike<number>,
  start: number,
  end: number,
  { low, high }: Scale,
  told: { gaps: number; above: number; below: number; notPositive: number },
): Notable {
  const found: Notable = { gap: -1, above: -1, below: -1, smallest: -1, largest: -1 };
  for (let i = start; i < end; i++) {
    const value = values[i]!;
    if (value >= low && value <= high) {
      if (found.smallest < 0 || value < values[found.smallest]!) found.smallest = i;
      if (found.largest < 0 || value > values[found.largest]!) found.largest = i;
    } else if (value > high) {
      told.above++;
      if (found.above < 0) found.above = i;
    } else if (value < low) {
      told.below++;
      if (value <= 0) told.notPositive++;
      if (found.below < 0) found.below = i;
    } else {
      told.gaps++;
      if (found.gap < 0) found.gap = i;
    }
  }
  return found;
}
