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
  /** Coordinates of each dimension. */
  readonly #values: readonly (readonly number[])[];

  constructor(space: SearchSpace, axes: SearchInput['space']) {
    this.#values = space.dimensions.map((dimension) => valuesOf(space, dimension, axes));
    this.length = this.#values.reduce((product, { length }) => product * length, 1);
  }

  /** The coordinates of a combination, see `SearchSpace`. Values of the first axis change fastest. */
  at(number: number): number[] {
    let rest = number;
    return this.#values.map((own) => {
      const value = own[rest % own.length]!;
      rest = Math.floor(rest / own.length);
      return value;
    });
  }
}

/** Coordinates of a dimension: all choices, all integers unless fewer are asked for, and so many other numbers. */
function valuesOf(space: SearchSpace, dimension: Dimension, axes: SearchInput['space']): number[] {
  const { paths, choices, integers } = dimension;
  if (choices !== undefined) return Array.from({ length: choices }, (_, i) => i);
  const { points, from } = axes[paths[0]!]!;
  const count = points ?? integers ?? DEFAULT_POINTS;
  if (integers !== undefined && count >= integers) {
    // Where they are spaced evenly in their logarithm, even steps would pass over some and come to others twice.
    return Array.from({ length: integers }, (_, i) => space.coordinateOf(dimension, from! + i));
  }
  if (count === 1) return [0.5];
  return Array.from({ length: count }, (_, i) =>
    integers === undefined ? i / (count - 1) : (i + 0.5) / count,
  );
}
