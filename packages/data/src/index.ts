/** Image sets such as MNIST: where they are, how they are got, and how they are read and checked. */
export { getSet, type GetOptions, type GetResult } from './get/getSet.ts';
export { sourcesAt, type Sources } from './get/sources.ts';
export type { Images, ImageSet, SetSource } from './imageSet.ts';
export { knownSets, type KnownSet } from './knownSets.ts';
export { contactSheet, type SheetRow } from './look/contactSheet.ts';
export type { BlockPatterns } from './look/patterns.ts';
export { summarize, type LabelSummary, type Summary } from './look/summarize.ts';
export { currentSurroundings, dataFolder, placesOf, type Surroundings } from './places.ts';
export { readImageSet, requireKnown } from './read/readImageSet.ts';
export { greyLevels, labelledSamples, samplesOf } from './samples/samplesOf.ts';
export type { LabelledSamples, SamplesOptions } from './samples/samplesOf.ts';
export { surveySet, type Survey } from './survey.ts';
export type { Box, ImageSource, ImageTask } from './tasks/imageTask.ts';
export { boxesOf, sameClassTask, sameClassTaskOf, type SameClassOptions } from './tasks/sameClassTask.ts';
export { pathfinderParameters, type PathfinderParameters } from './pathfinder/parameters.ts';
export { pathfinderTask, type PathfinderMaking, type PathfinderOptions } from './tasks/pathfinderTask.ts';
