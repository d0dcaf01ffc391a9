/** The grid of a search: every combination of the values that the sampler `grid` takes of each axis. */
import type { SearchInput } from './schema.ts';
import type { Dimension, SearchSpace } from './space.ts';

/** Of an axis of numbers between which there are others. */
const DEFAULT_POINTS = 5;

/**
 * Combinations may be equal as cells, where a condition leaves an axis out of several, and constraints may rule them out. None is held in
 * memory.
 */
export class GridPoints {
  /** How many there are. */
  readonly length: number;
  readonly #axes: readonly GridAxis[];

  constructor(space: SearchSpace, axes: SearchInput['space']) {
    this.#axes = space.dimensions.map((dimension) => gridAxis(space, dimension, axes));
    this.length = this.#axes.reduce((product, { count }) => product * count, 1);
  }

  /** The coordinates of a combination, see `SearchSpace`. Values of the first axis change fastest. */
  at(number: number): number[] {
    let rest = number;
    return this.#axes.map(({ count, coordinate }) => {
      const value = coordinate(rest % count);
      rest = Math.floor(rest / count);
      return value;
    });
  }
}

interface GridAxis {
  readonly count: number;
  readonly coordinate: (i: number) => number;
}

/** Of a dimension: all choices, all integers unless fewer are asked for, and so many other numbers. */
function gridAxis(space: SearchSpace, dimension: Dimension, axes: SearchInput['space']): GridAxis {
  const { paths, choices, integers } = dimension;
  if (choices !== undefined) return { count: choices, coordinate: (i) => i };
  const { points, from } = axes[paths[0]!]!;
  const count = points ?? integers ?? DEFAULT_POINTS;
  if (integers !== undefined && count >= integers) {
    // Where they are spaced evenly in their logarithm, even steps would pass over some and come to others twice.
    return { count: integers, coordinate: (i) => space.coordinateOf(dimension, from! + i) };
  }
  if (count === 1) return { count, coordinate: () => 0.5 };
  return {
    count,
    coordinate: integers === undefined ? (i) => i / (count - 1) : (i) => (i + 0.5) / count,
  };
}
