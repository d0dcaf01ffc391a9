/** What do more grey levels change? */
import type { SweepDefinition } from '@ranksweep/kinds';
import type { PartInput } from '../common.ts';
import { samplesBase } from './images.ts';
import { definitionOf, digits, mnist, panel, variance, type Size } from './variant.ts';

const components = [1, 2, 5];

const levelsPart = ({ labels, ...samples }: Size): PartInput => ({
  description: 'tensors whose modes have as many indices as there are grey levels',
  base: { ...samplesBase(samples), model: { kind: 'cp', components: components[0]! } },
  axes: {
    'task.randomize': ['none', 'labels'],
    'task.levels': [2, 4],
    'model.components': components,
    'task.label': labels,
  },
});

const byLevels = { x: 'model.components', colorBy: 'task.levels' };

export const naturalRankLevels: SweepDefinition = definitionOf({
  name: 'natural-rank-levels',
  description:
    'Tensors of small rank fitted to images of two and of four grey levels, whose modes have dimension 2 or 4. Beyond the papers.',
  quick: levelsPart(digits),
  mnist: levelsPart(mnist),
  caption:
    'Tensors of CP rank R fitted to images of a number of grey levels, one label against the rest, for the images as they are and for ' +
    'permuted labels. With more levels a tensor of the same rank has more parameters, so ranks of different numbers of levels cannot be ' +
    'compared. Higher ranks begin farther from the data. The variance is what a constant prediction leaves.',
  names: { 'task.levels': { title: 'grey levels' }, 'model.components': { title: 'tensor rank R' } },
  panels: [
    panel({ title: 'Original', ...byLevels, where: { 'task.randomize': 'none' } }),
    panel({ title: 'Random labels', ...byLevels, where: { 'task.randomize': 'labels' } }, variance),
  ],
});
