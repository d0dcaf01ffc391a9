/**
 * The space of a search: axes that hold numbers or choices, of which a condition may leave some out, and constraints. Samplers know a
 * point by its coordinates: a number from 0 to 1 for an axis of numbers, an index for one of choices, NaN for one that is left
 * out.
 */
import { exactExp, exactLog, RandomStream } from '@ranksweep/core';
import type { AxisValue } from '../axisValue.ts';
import type { Axes, Cell } from '../cells.ts';
import { conditionalAxes, conditionOf, valuesAt } from '../partCells.ts';
import type { SearchAxis, SearchInput } from './schema.ts';
import { logUniformAt, uniformAt } from '../random.ts';

/** An axis, or several with choices that move together. */
export interface Dimension {
  readonly paths: readonly string[];
  /** How many choices there are; undefined for numbers. */
  readonly choices: number | undefined;
  /** How many integers there are; undefined for other numbers and for choices. */
  readonly integers: number | undefined;
}

/** A point of the space. */
export interface SearchPoint {
  readonly cell: Cell;
  /** One for each dimension. They are those of the values in the cell, which are rounded. */
  readonly coordinates: Float64Array;
}

/** A part as far as its space depends on it: conditions may name keys of the base. */
export interface SearchedPart {
  readonly base: object;
  readonly search: Pick<SearchInput, 'space' | 'zip' | 'constraints'>;
}

/** Turns coordinates into cells and back. */
export class SearchSpace {
  readonly dimensions: readonly Dimension[];
  readonly #part: SearchedPart;
  readonly #axes: ReturnType<typeof conditionalAxes>;
  readonly #constraints: readonly ReturnType<typeof conditionOf>[];

  /** @throws InputError for what is no condition; see `searchConditionProblems` */
  constructor(part: SearchedPart) {
    const { space, zip = [], constraints = [] } = part.search;
    this.#part = part;
    this.dimensions = dimensionPaths(space, zip).map((paths) => dimensionOf(paths, space[paths[0]!]!));
    this.#axes = conditionalAxes({ axes: {}, when: conditionsOf(space) });
    this.#constraints = constraints.map(conditionOf);
  }

  /** The point with these coordinates; those of numbers that are outside of 0 to 1 are moved to the nearest bound. */
  pointAt(coordinates: ArrayLike<number>): SearchPoint {
    const { space } = this.#part.search;
    const cell: Record<string, AxisValue> = {};
    this.dimensions.forEach(({ paths }, d) => {
      for (const path of paths) cell[path] = valueAt(space[path]!, coordinates[d]!);
    });
    for (const [axis, condition] of this.#axes) {
      if (!condition.holds(valuesAt(this.#part.base, cell))) delete cell[axis];
    }
    return { cell, coordinates: this.#coordinatesOf(cell, coordinates) };
  }

  /** The coordinate of a number on an axis of such. */
  coordinateOf({ paths }: Dimension, value: number): number {
    return coordinateOf(this.#part.search.space[paths[0]!]!, value);
  }

  /** Whether a cell meets all constraints. */
  isAllowed(cell: Cell): boolean {
    if (this.#constraints.length === 0) return true;
    const valueOf = valuesAt(this.#part.base, cell);
    return this.#constraints.every((condition) => condition.holds(valueOf));
  }

  /** A point at random, whatever the constraints. */
  draw(stream: RandomStream): SearchPoint {
    return this.pointAt(this.drawCoordinates(stream));
  }

  /** Coordinates at random of all dimensions, those included that the point there leaves out. */
  drawCoordinates(stream: RandomStream): Float64Array {
    return Float64Array.from(this.dimensions, ({ choices }) =>
      choices === undefined ? stream.uniform() : stream.integer(choices),
    );
  }

  #coordinatesOf(cell: Cell, asked: ArrayLike<number>): Float64Array {
    const { space } = this.#part.search;
    return Float64Array.from(this.dimensions, ({ paths, choices }, d) => {
      const path = paths.find((one) => Object.hasOwn(cell, one));
      if (path === undefined) return NaN;
      return choices === undefined ? coordinateOf(space[path]!, cell[path] as number) : asked[d]!;
    });
  }
}

/** Axes that hold no more than what tells their type and bounds, for checks of what conditions name. */
export const boundsOfSpace = (space: SearchInput['space']): Axes =>
  Object.fromEntries(
    Object.entries(space).map(([path, { choices, from, to }]) => [path, choices ?? [from!, to!]]),
  );

/** Conditions of axes that only some points have, by axis. */
export const conditionsOf = (space: SearchInput['space']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(space).flatMap(([path, { when }]) => (when === undefined ? [] : [[path, when]])),
  );

/**
 * Points that stand for the space: draws, and the bounds of every axis among them. None where the constraints leave almost nothing.
 */
export function examplePoints(space: SearchSpace): SearchPoint[] {
  const stream = new RandomStream(0, 'search/examples');
  const draws: (SearchPoint & { readonly drawn: Float64Array })[] = [];
  for (let tries = 0; tries < MOST_TRIES && draws.length < EXAMPLES; tries++) {
    const drawn = space.drawCoordinates(stream);
    const point = space.pointAt(drawn);
    if (space.isAllowed(point.cell)) draws.push({ ...point, drawn });
  }
  const bounds = space.dimensions.flatMap(({ choices }, d) => {
    const ends =
      choices === undefined ? [0, 1] : Array.from({ length: Math.min(choices, EXAMPLES) }, (_, i) => i);
    return ends.flatMap((end) =>
      draws
        .filter(({ coordinates }) => !Number.isNaN(coordinates[d]))
        .slice(0, EXAMPLES_OF_BOUND)
        // At the bound of one axis, a condition may let in another that the draw leaves out: it has the coordinate that was drawn.
        .map(({ drawn }) => space.pointAt(drawn.with(d, end))),
    );
  });
  const all = [...draws, ...bounds.filter(({ cell }) => space.isAllowed(cell))];
  return [...new Map(all.map((point) => [JSON.stringify(point.cell), point])).values()];
}

const EXAMPLES = 32;
const EXAMPLES_OF_BOUND = 4;
const MOST_TRIES = 1000;

function dimensionPaths(space: SearchInput['space'], zip: readonly (readonly string[])[]): string[][] {
  return Object.keys(space).flatMap((path) => {
    const group = zip.find((paths) => paths.includes(path));
    if (group === undefined) return [[path]];
    return path === group[0] ? [[...group]] : [];
  });
}

function dimensionOf(paths: readonly string[], { choices, from, to, integer }: SearchAxis): Dimension {
  return {
    paths,
    choices: choices?.length,
    integers: choices === undefined && integer ? to! - from! + 1 : undefined,
  };
}

/** Integers have a half more at either end, so that each of them has an equal share. */
const HALF = 0.5;

function valueAt({ choices, from, to, log, integer }: SearchAxis, coordinate: number): AxisValue {
  if (choices !== undefined) return choices[coordinate]!;
  const at = Math.min(1, Math.max(0, coordinate));
  const bounds = { from: from!, to: to! };
  if (!integer) return log ? logUniformAt(at, bounds) : uniformAt(at, bounds);
  const [low, high] = [bounds.from - HALF, bounds.to + HALF];
  const value = log
    ? exactExp(exactLog(low) + (exactLog(high) - exactLog(low)) * at)
    : low + (high - low) * at;
  return Math.min(bounds.to, Math.max(bounds.from, Math.round(value)));
}

function coordinateOf({ from, to, log, integer }: SearchAxis, value: number): number {
  const half = integer ? HALF : 0;
  const scaled = log ? exactLog : (x: number): number => x;
  const [low, high] = [scaled(from! - half), scaled(to! + half)];
  return high > low ? (scaled(value) - low) / (high - low) : HALF;
}
