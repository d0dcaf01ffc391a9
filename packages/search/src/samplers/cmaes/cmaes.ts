/**
 * CMA-ES on the axes that hold numbers. Trials make generations in the order of their numbers. One is suggested from the
 * distribution after the last generation of which all results are known: with several trials under way, some of a generation come from the one
 * before. Normal vectors come from a Sobol sequence, which spreads a generation more evenly than chance (Teytaud and Gelly 2007, "DCMA:
 * yet another derandomization in covariance-matrix-adaptation"). Axes of choices are drawn at random.
 */
import type { RandomStream } from '@ranksweep/core';
import type { SearchSpace, SearchSpec } from '@ranksweep/kinds';
import type { History, Sampler } from '../sampler.ts';
import { MOST_DIMENSIONS, sobolSeeds, SobolSequence } from '../sobol/sequence.ts';
import { normalQuantile } from '../normal.ts';
import { pointsOfGeneration } from './constants.ts';
import { Distribution } from './distribution.ts';

/** How often a point outside of the bounds is drawn again before it is moved to them. */
const MOST_DRAWS = 100;
/** Values are rounded by less than one of so many parts of their range. */
const OTHER_NUMBERS = 10_000;

/** Where there are none, it has nothing to adapt. */
export const hasNumbers = (axes: SearchSpec['space']): boolean =>
  Object.values(axes).some(({ choices }) => choices === undefined);

export function cmaesSampler(space: SearchSpace, { seed }: Pick<SearchSpec, 'seed'>): Sampler {
  const { dimensions } = space;
  const numbers = [...dimensions.keys()].filter((d) => dimensions[d]!.choices === undefined);
  const n = numbers.length;
  const points = pointsOfGeneration(Math.max(1, n));
  const distribution = new Distribution(n, points);
  const sequence = n <= MOST_DIMENSIONS ? new SobolSequence(sobolSeeds(n, seed)) : undefined;
  /** Where each trial was drawn, before its values were rounded. */
  const drawn: Float64Array[] = [];
  let adapted = 0;
  /** Where a trial was made. The study may have made it elsewhere than it was drawn, since runs were there already. */
  const madeAt = (trial: number, coordinates: Float64Array): Float64Array =>
    drawn[trial]!.map((value, i) => {
      const d = numbers[i]!;
      const made = coordinates[trial * dimensions.length + d]!;
      const isRounded = Math.abs(made - value) <= 1 / (dimensions[d]!.integers ?? OTHER_NUMBERS);
      return Number.isNaN(made) || isRounded ? value : made;
    });
  const adaptTo = ({ known, losses, coordinates }: History): void => {
    for (; adapted + points <= known; adapted += points) {
      const first = adapted;
      const generation = Array.from({ length: points }, (_, k) => first + k);
      // Of equal losses, two infinite ones among them, the earlier is first.
      generation.sort((a, b) => (losses[a]! < losses[b]! ? -1 : losses[a]! > losses[b]! ? 1 : a - b));
      distribution.adapt(generation.map((trial) => madeAt(trial, coordinates)));
    }
  };
  return {
    suggest(history, stream) {
      if (n === 0) return space.draw(stream).coordinates;
      adaptTo(history);
      const isAgain = drawn[history.asked] !== undefined; // The point of the sequence was ruled out.
      const first = isAgain ? undefined : sequence?.point(history.asked).map(normalQuantile);
      const x = within(distribution, first ?? stream.gaussians(n), stream);
      drawn[history.asked] = x;
      const coordinates = Float64Array.from(dimensions, ({ choices }) =>
        choices === undefined ? 0 : stream.integer(choices),
      );
      numbers.forEach((d, i) => (coordinates[d] = x[i]!));
      return coordinates;
    },
  };
}

/** @param first of the normal vectors that are tried */
function within(distribution: Distribution, first: Float64Array, stream: RandomStream): Float64Array {
  let x = distribution.at(first);
  const isOutside = (value: number): boolean => value < 0 || value > 1;
  for (let draws = 1; draws < MOST_DRAWS && x.some(isOutside); draws++)
    x = distribution.at(stream.gaussians(first.length));
  return x.map((value) => Math.min(1, Math.max(0, value)));
}
