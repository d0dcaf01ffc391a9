/** How many images can a small rank fit? */
import type { SweepDefinition } from '@ranksweep/kinds';
import type { FinalPanelInput, PartInput } from '../common.ts';
import { kindsOfData, samplesBase } from './images.ts';
import { definitionOf, digits, mnist, panel, variance, type Size } from './variant.ts';

/** @param iterations updates of every run, however many epochs these are */
const countPart = ({ labels, ...samples }: Size, images: number[], iterations: number): PartInput => ({
  description: 'tensors of rank 2 fitted to fewer images, by equally many updates',
  base: {
    ...samplesBase(samples),
    model: { kind: 'cp', components: 2 },
    stop: { maxIterations: iterations, lossBelow: 0 },
    record: { every: iterations / 10 },
  },
  axes: { 'task.randomize': [...kindsOfData], 'task.train': images, 'task.label': labels },
});

const byImages = { x: 'task.train', colorBy: 'task.randomize' };
/** Small errors have a deviation larger than themselves. */
const ofImages: Partial<FinalPanelInput> = { xScale: 'log', seeds: 'quartiles', ...variance };

export const naturalRankImages: SweepDefinition = definitionOf({
  name: 'natural-rank-images',
  description:
    'Tensors of rank 2 fitted to fewer and to more images, real and random ones: how many can a rank fit? Beyond the papers.',
  quick: countPart(digits, [100, 200, 500, 1000, 1500], 3000),
  mnist: countPart(mnist, [1000, 3000, 10_000, 30_000, 60_000], 12_000),
  caption:
    'Tensors of one small CP rank fitted to a number of images, one label against the rest: for the images as they are, for images of ' +
    'random pixels, and for permuted labels. The variance is what a constant prediction leaves.',
  names: { 'task.train': { title: 'training images' } },
  panels: [
    panel({ title: 'Train', ...byImages, only: 'train' }, ofImages),
    panel({ title: 'Test', ...byImages, only: 'test' }, ofImages),
  ],
});
