/** Quasi-random points: they fill the space more evenly than random ones, whatever their number. */
import { InputError } from '@ranksweep/core';
import type { SearchSpace, SearchSpec } from '@ranksweep/kinds';
import type { Sampler } from '../sampler.ts';
import { MOST_DIMENSIONS, sobolSeeds, SobolSequence } from './sequence.ts';

/** @throws InputError for a space of more dimensions than there are direction numbers for */
export function sobolSampler(space: SearchSpace, { seed }: Pick<SearchSpec, 'seed'>): Sampler {
  const { dimensions } = space;
  if (dimensions.length > MOST_DIMENSIONS) {
    throw new InputError(
      `sampler sobol: expected at most ${MOST_DIMENSIONS} axes that move by themselves, found ${dimensions.length}; use random`,
    );
  }
  const sequence = new SobolSequence(sobolSeeds(dimensions.length, seed));
  let next = 0; // Ahead of the trial's number where constraints have ruled points out.
  return {
    suggest() {
      const point = sequence.point(next++);
      return point.map((share, d) => {
        const { choices } = dimensions[d]!;
        return choices === undefined ? share : Math.floor(share * choices);
      });
    },
  };
}
