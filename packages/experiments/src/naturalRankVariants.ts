/**
 * Beyond Razin et al. 2021: do other mode trees, more grey levels and fewer images change what a low rank fits? Hierarchical
 * factorizations join neighbouring pixels first, or pixels that are far apart.
 */
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import type { FinalPanelInput, PartInput, PresetInput } from './common.ts';
import { kindsOfData, LABELS, names, QUARTER, samplesBase, type Samples } from './naturalImages.ts';

interface Size extends Samples {
  /** Labels that are told from the rest, each by a run of its own. */
  readonly labels: number[];
  /** Widths of the layers of the mode trees. */
  readonly widths: number[][];
  readonly levels: number[];
  /** Numbers of training images. */
  readonly images: number[];
  /** Updates of each run of `images`, however many epochs these are. */
  readonly iterations: number;
}

const COMPONENTS = [1, 2, 5];

function parts({ labels, widths, levels, images, iterations, ...samples }: Size): Record<string, PartInput> {
  const base = samplesBase(samples);
  return {
    trees: {
      description: 'hierarchical factorizations that join squares of pixels, or pixels that are far apart',
      base: {
        ...base,
        model: {
          kind: 'hierarchical',
          widths: widths[0]!,
          poolSize: 4,
          pooling: 'checkerboard-sq',
        },
        init: { scheme: 'unit', std: 0.1 },
      },
      axes: {
        'task.randomize': ['none', 'images'],
        'model.widths': widths,
        'model.pooling': ['checkerboard-sq', 'half'],
        'task.label': labels,
      },
    },
    levels: {
      description: 'tensors whose modes have as many indices as there are grey levels',
      base: { ...base, model: { kind: 'cp', components: COMPONENTS[0]! } },
      axes: {
        'task.randomize': ['none', 'labels'],
        'task.levels': levels,
        'model.components': COMPONENTS,
        'task.label': labels,
      },
    },
    images: {
      description: 'fewer images, at rank 2',
      base: {
        ...base,
        model: { kind: 'cp', components: 2 },
        stop: { maxIterations: iterations, lossBelow: 0 },
        // As often as the others, whose runs of all images are the same.
        record: { every: iterations / 10 },
      },
      axes: { 'task.randomize': [...kindsOfData], 'task.train': images, 'task.label': labels },
    },
  };
}

const presets: Record<string, PresetInput> = {
  quick: {
    description:
      'digits of 8 x 8 pixels, which come with ranksweep, each of the ten labels against the rest: 330 runs of seconds',
    seeds: [0],
    parts: parts({
      set: 'digits',
      batchSize: 100,
      epochs: 200,
      learningRate: 2e-3,
      record: { everyEpochs: 20 },
      labels: LABELS,
      widths: [
        [1, 2, 2],
        [2, 2, 2],
        [4, 8, 16],
      ],
      levels: [2, 4],
      images: [100, 200, 500, 1000, 1500],
      iterations: 3000,
    }),
  },
  mnist: {
    description: 'MNIST, labels 3, 6 and 8 against the rest: 102 runs of some minutes each',
    seeds: [0],
    parts: parts({
      set: 'mnist',
      batchSize: 500,
      epochs: 100,
      record: { everyEpochs: 10 },
      labels: [3, 6, 8],
      widths: [
        [1, 2, 2, 2, 2],
        [2, 2, 2, 2, 2],
        [3, 3, 3, 3, 3],
      ],
      levels: [2, 4],
      images: [1000, 3000, 10_000, 30_000, 60_000],
      iterations: 12_000,
    }),
  },
};

interface Lines {
  readonly part: string;
  readonly x: string;
  readonly colorBy: string;
  readonly where?: Record<string, string>;
}

/** Of training and test, against an axis. */
const panel = (
  title: string,
  { part, x, colorBy, where = {} }: Lines,
  options: Partial<FinalPanelInput> = {},
): FinalPanelInput => ({
  kind: 'final',
  title,
  lines: [
    ['train', 'train_loss'],
    ['test', 'test_mse_clamped'],
  ].map(([dash, metric]) => ({
    dash: dash!,
    part,
    x,
    value: { kind: 'final' as const, metric: metric!, factor: QUARTER },
    where,
    colorBy,
  })),
  seeds: 'deviation',
  over: ['task.label'],
  yTitle: 'mse / 4',
  ...options,
});

const trees = { part: 'trees', x: 'model.widths', colorBy: 'model.pooling' };
const levels = { part: 'levels', x: 'model.components', colorBy: 'task.levels' };
const images = { part: 'images', x: 'task.train', colorBy: 'task.randomize' };
const variance = { references: [{ value: 0.09, label: 'variance' }] };

export const naturalRankVariants: SweepDefinition = parseDefinition(
  {
    name: 'natural-rank-variants',
    description:
      'Beyond the paper: hierarchical factorizations whose mode tree follows the image or does not, four grey levels in place of ' +
      'two, and fewer images.',
    presets,
    figure: {
      caption: 'CAPTION',
      columns: 3,
      names: {
        ...names,
        'task.levels': { title: 'grey levels' },
        'task.train': { title: 'training images' },
        'model.components': { title: 'tensor rank R' },
        'model.widths': { title: 'widths of the mode tree' },
        'model.pooling': {
          title: 'mode tree',
          values: { 'checkerboard-sq': 'squares of pixels', half: 'pixels far apart' },
        },
      },
      panels: [
        panel('Mode trees: original', { ...trees, where: { 'task.randomize': 'none' } }),
        panel('Grey levels: original', { ...levels, where: { 'task.randomize': 'none' } }),
        panel('Number of images, R = 2', images, { xScale: 'log', span: 1, ...variance }),
        panel('Mode trees: random images', { ...trees, where: { 'task.randomize': 'images' } }, variance),
        panel('Grey levels: random labels', { ...levels, where: { 'task.randomize': 'labels' } }, variance),
      ],
    },
  } satisfies SweepDefinitionInput,
  'natural-rank-variants',
);
