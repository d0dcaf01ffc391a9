/**
 * Beyond Razin et al. 2021: do other mode trees, more grey levels and fewer images change what a small rank fits? Each is small
 * enough for the digits that come with ranksweep, and has a preset for MNIST.
 */
import { parseDefinition } from '@ranksweep/kinds';
import type { FigureSpec, SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import type { FinalPanelInput, PartInput } from './common.ts';
import { kindsOfData, LABELS, names, QUARTER, samplesBase, type Samples } from './naturalImages.ts';

interface Size extends Samples {
  readonly description: string;
  /** Told from the rest by a run of its own each. */
  readonly labels: number[];
}

const digits: Size = {
  description: 'digits of 8 x 8 pixels, which come with ranksweep, each of the ten labels against the rest',
  set: 'digits',
  batchSize: 100,
  epochs: 200,
  learningRate: 2e-3,
  record: { everyEpochs: 20 },
  labels: LABELS,
};
const mnist: Size = {
  description: 'MNIST, labels 3, 6 and 8 against the rest; a minute or more for each run',
  set: 'mnist',
  batchSize: 500,
  epochs: 100,
  record: { everyEpochs: 10 },
  labels: [3, 6, 8],
};

interface Variant {
  readonly name: string;
  readonly description: string;
  readonly quick: PartInput;
  readonly mnist: PartInput;
  readonly caption: string;
  readonly names?: FigureSpec['names'];
  readonly panels: FinalPanelInput[];
}

const PART = 'images';

const definitionOf = ({ name, description, quick, mnist: large, caption, panels, ...figure }: Variant) =>
  parseDefinition(
    {
      name,
      description,
      presets: {
        quick: { description: digits.description, seeds: [0], parts: { [PART]: quick } },
        mnist: { description: mnist.description, seeds: [0], parts: { [PART]: large } },
      },
      figure: { caption, names: { ...names, ...figure.names }, panels },
    } satisfies SweepDefinitionInput,
    name,
  );

interface Drawn {
  readonly title: string;
  readonly x: string;
  readonly colorBy: string;
  readonly where?: Record<string, string>;
  /** Default: training and test, told apart by dashes. */
  readonly only?: 'train' | 'test';
}

const metrics = { train: 'train_loss', test: 'test_mse_clamped' };

/** The end of training against an axis, as means over the labels. */
const panel = (
  { title, x, colorBy, where = {}, only }: Drawn,
  options: Partial<FinalPanelInput> = {},
): FinalPanelInput => ({
  kind: 'final',
  title,
  lines: (only === undefined ? (['train', 'test'] as const) : [only]).map((set) => ({
    ...(only === undefined ? { dash: set } : {}),
    part: PART,
    x,
    value: { kind: 'final' as const, metric: metrics[set], factor: QUARTER },
    where,
    colorBy,
  })),
  seeds: 'deviation',
  over: ['task.label'],
  yTitle: 'mse / 4',
  ...options,
});

const variance = { references: [{ value: 0.09, label: 'variance' }] };

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
    'Hierarchical tensor factorizations of images, one label against the rest, for two mode trees of equally many parameters. The ' +
    "image's own tree fits real images a little better at the same widths: on the digits its training error is 7 to 8 % lower from " +
    'widths [2,2,2] on, for 8 of 10 labels, but for the test error that is hardly more than chance. Bars show how labels differ, ' +
    'which is far more. Random images have no neighbourhoods, and both trees fit them alike.',
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
    'Tensors of CP rank R fitted to images of two and of four grey levels, one label against the rest. Four levels have twice the ' +
    'parameters at the same rank: on the digits the training error of real images falls to a third or a half, that of random labels falls, ' +
    'too, and the test error of real images stays about the same. So ranks of different numbers of levels cannot be compared. Higher ' +
    'ranks begin farther from the data, and at rank 5 training has not ended.',
  names: { 'task.levels': { title: 'grey levels' }, 'model.components': { title: 'tensor rank R' } },
  panels: [
    panel({ title: 'Original', ...byLevels, where: { 'task.randomize': 'none' } }),
    panel({ title: 'Random labels', ...byLevels, where: { 'task.randomize': 'labels' } }, variance),
  ],
});

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
    'Tensors of CP rank 2 fitted to a number of images, one label against the rest, by equally many updates. A hundred digits are ' +
    'fitted almost whatever they are. With more of them, the error of random data rises to the variance, and that of real images hardly ' +
    'rises, while their test error falls: it takes many images for a rank to tell real from random data.',
  names: { 'task.train': { title: 'training images' } },
  panels: [
    panel({ title: 'Train', ...byImages, only: 'train' }, ofImages),
    panel({ title: 'Test', ...byImages, only: 'test' }, ofImages),
  ],
});
