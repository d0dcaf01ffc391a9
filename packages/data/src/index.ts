/** Image sets such as MNIST: where they are, and how they are read and checked. */
export type { Images, ImageSet, SetSource } from './imageSet.ts';
export { knownSets, type KnownSet } from './knownSets.ts';
export { currentSurroundings, placesOf, type Surroundings } from './places.ts';
export { readImageSet } from './read/readImageSet.ts';
export { greyLevels, samplesOf, type SamplesOptions } from './samples/samplesOf.ts';
