/** What a forest says of two axes: its average over all others, on a grid. */
import type { Tree } from './forest.ts';

/**
 * @param steps of the grid along each axis
 * @returns averages at the middle of each field, row after row of `second`: [steps * steps], `first` fastest
 */
export function surfaceOf(
  forest: readonly Tree[],
  first: number,
  second: number,
  steps: number,
): Float64Array {
  const surface = new Float64Array(steps * steps);
  for (const tree of forest) {
    for (const { low, high, value } of tree) {
      // The share of the other axes that the leaf covers.
      let share = 1 / forest.length;
      for (const [axis, from] of low.entries()) {
        if (axis !== first && axis !== second) share *= high[axis]! - from;
      }
      const [x0, x1] = fieldsIn(low[first]!, high[first]!, steps);
      const [y0, y1] = fieldsIn(low[second]!, high[second]!, steps);
      for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) surface[y * steps + x]! += share * value;
    }
  }
  return surface;
}

/** Fields whose middles lie within. */
const fieldsIn = (low: number, high: number, steps: number): [from: number, to: number] => [
  Math.ceil(low * steps - 0.5),
  Math.ceil(high * steps - 0.5),
];
