/**
 * CMA-ES on the axes that hold numbers. Trials make generations in the order of their numbers. One is suggested from the
 * distribution after the last generation of which all results are known: with several trials under way, some of a generation come from the one
 * before. Axes of choices are drawn at random.
 */
import type { RandomStream } from '@ranksweep/core';
import type { SearchSpace } from '@ranksweep/kinds';
import type { History, Sampler } from '../sampler.ts';
import { pointsOfGeneration } from './constants.ts';
import { Distribution } from './distribution.ts';

/** How often a point outside of the bounds is drawn again before it is moved to them. */
const MOST_DRAWS = 100;
/** Values are rounded by less than one of so many parts of their range. */
const OTHER_NUMBERS = 10_000;

export function cmaesSampler(space: SearchSpace): Sampler {
  const { dimensions } = space;
  const numbers = [...dimensions.keys()].filter((d) => dimensions[d]!.choices === undefined);
  const n = numbers.length;
  const points = pointsOfGeneration(Math.max(1, n));
  const distribution = new Distribution(n, points);
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
    looksBack: n > 0,
    suggest(history, stream) {
      if (n === 0) return space.draw(stream).coordinates;
      adaptTo(history);
      const x = within(distribution, n, stream);
      drawn[history.asked] = x;
      const coordinates = Float64Array.from(dimensions, ({ choices }) =>
        choices === undefined ? 0 : stream.integer(choices),
      );
      numbers.forEach((d, i) => (coordinates[d] = x[i]!));
      return coordinates;
    },
  };
}

function within(distribution: Distribution, n: number, stream: RandomStream): Float64Array {
  let x = distribution.at(stream.gaussians(n));
  const isOutside = (value: number): boolean => value < 0 || value > 1;
  for (let draws = 1; draws < MOST_DRAWS && x.some(isOutside); draws++)
    x = distribution.at(stream.gaussians(n));
  return x.map((value) => Math.min(1, Math.max(0, value)));
}
