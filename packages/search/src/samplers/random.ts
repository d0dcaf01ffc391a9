/** Every point of the space is equally likely. */
import type { SearchSpace } from '@ranksweep/kinds';
import type { Sampler } from './sampler.ts';

export const randomSampler = (space: SearchSpace): Sampler => ({
  suggest: (_, stream) => space.draw(stream).coordinates,
});
