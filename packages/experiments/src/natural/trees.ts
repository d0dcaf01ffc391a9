/** Do mode trees that follow the image fit it better than others of equally many parameters? */
import type { SweepDefinition } from '@ranksweep/kinds';
import type { PartInput } from '../common.ts';
import { samplesBase } from './images.ts';
import { definitionOf, digits, mnist, panel, variance, type Size } from './variant.ts';

const treesPart = ({ labels, ...samples }: Size, widths: number[][]): PartInput => ({
  description: 'hierarchical factorizations that join squares of pixels first, or pixels that are far apart',
  base: {
    ...samplesBase(samples),
    model: { kind: 'hierarchical', widths: widths[0]!, poolSize: 4, pooling: 'checkerboard-sq' },
    init: { scheme: 'unit', std: 0.1 },
  },
  axes: {
    'task.randomize': ['none', 'images'],
    'model.widths': widths,
    'model.pooling': ['checkerboard-sq', 'half'],
    'task.label': labels,
  },
});

const byTree = { x: 'model.widths', colorBy: 'model.pooling' };

export const naturalRankTrees: SweepDefinition = definitionOf({
  name: 'natural-rank-trees',
  description:
    'Hierarchical factorizations of images, whose mode tree joins neighbouring pixels first, or pixels that are far apart: is the ' +
    "image's own tree the cheaper measure of complexity? Beyond the papers.",
  quick: treesPart(digits, [
    [1, 2, 2],
    [2, 2, 2],
    [4, 8, 16],
  ]),
  mnist: treesPart(mnist, [
    [1, 2, 2, 2, 2],
    [2, 2, 2, 2, 2],
  ]),
  caption:
    'Hierarchical tensor factorizations of images, one label against the rest, on mode trees that have equally many parameters at the ' +
    "same widths: the image's own, which joins neighbouring pixels first, and one that first joins pixels far apart. Random images " +
    'have no neighbourhoods. The variance is what a constant prediction leaves.',
  names: {
    'model.widths': { title: 'widths of the mode tree' },
    'model.pooling': {
      title: 'joins first',
      values: { 'checkerboard-sq': 'squares of pixels', half: 'pixels far apart' },
    },
  },
  panels: [
    panel({ title: 'Original', ...byTree, where: { 'task.randomize': 'none' } }),
    panel({ title: 'Random images', ...byTree, where: { 'task.randomize': 'images' } }, variance),
  ],
});
