/**
 * IsSameClass (Razin et al. 2022, section 7): are two images on a canvas of one class? Convolutional networks fail where the images
 * are far apart, and a penalty on the separation rank between both counters that.
 */
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import type { NetworkBase, PresetInput } from '../common.ts';
import {
  accuracyPanel,
  controlPanel,
  controlParts,
  hardestCurves,
  LAMBDA,
  seedsUpTo,
  smallNetwork,
} from './networks.ts';

interface Size {
  readonly base: Omit<NetworkBase, 'task'>;
  readonly task: Extract<NetworkBase['task'], { readonly kind: 'is-same-class' }>;
  readonly distances: number[];
  readonly lambdas: number[];
}

const parts = ({ base, task, distances, lambdas }: Size): PresetInput['parts'] => ({
  penalty: {
    description: 'two images at a distance, with the penalty and without',
    base: { ...base, task },
    axes: { 'task.distance': distances, 'regularizer.lambda': lambdas },
  },
  ...controlParts({ ...base, task: { ...task, distance: distances.at(-1)! } }, lambdas),
});

const small: Size = {
  base: {
    model: smallNetwork,
    record: { everyEpochs: 10 },
  },
  task: {
    kind: 'is-same-class',
    data: { set: 'mnist' },
    pool: 4,
    canvas: [8, 64],
    train: 1000,
    test: 5000,
  },
  distances: [0, 24, 48],
  lambdas: [0, 1],
};

const published: Size = {
  base: {
    model: { kind: 'resnet', depth: 18 },
    record: { everyEpochs: 10 },
  },
  task: { kind: 'is-same-class', data: { set: 'cifar-10' } },
  distances: [0, 40, 80, 120, 160],
  lambdas: [0, 0.1, 1],
};

export const isSameClass: SweepDefinition = parseDefinition(
  {
    name: 'is-same-class',
    description:
      'Residual networks tell whether two images on a canvas are of one class, at growing distances, with a penalty on how the gradient ' +
      'at one image depends on the other (Razin et al. 2022, section 7); weight decay and dropout in its place.',
    presets: {
      quick: {
        description:
          'MNIST at 7 x 7 pixels, 1000 pairs, three distances, five seeds: 60 runs, of which the 15 with the penalty take some two ' +
          'minutes each on two cores with `tfjs-native`, the others a fourth of that, and all of them longer with `tfjs-wasm`',
        seeds: seedsUpTo(5),
        parts: parts(small),
      },
      paper: {
        description:
          'as published: ResNet-18 on pairs of CIFAR-10 on a canvas of 224 x 224, five distances, three lambdas, with both controls: 63 ' +
          'runs. One with the penalty takes some 4e16 floating-point operations, hours of a large GPU; one without it a fifth of that',
        seeds: seedsUpTo(3),
        parts: parts(published),
      },
    },
    figure: {
      caption:
        'Test accuracy against the distance of both images, and of what else might help at the greatest distance, where none is λ = 0. ' +
        'Below, at the greatest distance, the penalty on the training batches, and on test images the mean |cos| of the gradients at one image before ' +
        'and after the other is replaced: 1 means that the network takes both images apart. After Razin et al. 2022, section 7.',
      columns: 2,
      names: { 'regularizer.lambda': LAMBDA },
      panels: [
        accuracyPanel('task.distance', {
          title: 'Accuracy against distance',
          xTitle: 'pixels between both images',
        }),
        controlPanel('Controls at the greatest distance'),
        hardestCurves('Penalty on training batches', 'penalty', {
          curves: [{ label: 'penalty', part: 'penalized' }],
          yTitle: 'mean |cos|',
        }),
        hardestCurves('On test images', 'gradient_cosine', {
          yTitle: 'mean |cos|',
        }),
      ],
    },
  } satisfies SweepDefinitionInput,
  'is-same-class',
);
