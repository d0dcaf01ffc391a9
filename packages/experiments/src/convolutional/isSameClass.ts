/**
 * IsSameClass (Razin et al. 2022, section 7): are two images on a canvas of one class? Convolutional networks fail where the images
 * are far apart, and a penalty on the separation rank between both counters that.
 */
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import type { NetworkBase, PresetInput } from '../common.ts';
import { controlPart, controls, curves, LAMBDA, seedsUpTo, smallNetwork } from './networks.ts';

interface Size {
  readonly base: NetworkBase;
  readonly distances: number[];
  readonly lambdas: number[];
}

/** The controls are at the greatest distance alone, where the penalty has most to do. */
function parts({ base, distances, lambdas }: Size): PresetInput['parts'] {
  const far = { 'task.distance': [distances.at(-1)!] };
  return {
    penalty: {
      description: 'two images at a distance, with the penalty and without',
      base,
      axes: { 'task.distance': distances, 'regularizer.lambda': lambdas },
    },
    'weight-decay': controlPart(base, controls['weight-decay'], far),
    dropout: controlPart(base, controls.dropout, far),
  };
}

/** Digits of 7 x 7 pixels. */
const small: Size = {
  base: {
    model: smallNetwork,
    task: {
      kind: 'is-same-class',
      data: { set: 'mnist' },
      pool: 4,
      canvas: [8, 64],
      train: 1000,
      test: 5000,
    },
    record: { everyEpochs: 10 },
  },
  distances: [0, 24, 48],
  lambdas: [0, 1],
};

export const isSameClass: SweepDefinition = parseDefinition(
  {
    name: 'is-same-class',
    description:
      'Residual networks that tell whether two images on a canvas are of one class, at growing distances, with a penalty on how the ' +
      'gradient at one image depends on the other (Razin et al. 2022, section 7); weight decay and dropout in its place.',
    presets: {
      quick: {
        description:
          'MNIST at 7 x 7 pixels, 1000 pairs, three distances, five seeds: 60 runs, some 45 minutes of one core with `tfjs-native`, ' +
          'twice that with `tfjs-wasm`',
        seeds: seedsUpTo(5),
        parts: parts(small),
      },
    },
    figure: {
      caption:
        'Test accuracy against the distance of both images, and of controls at the greatest distance; the penalty on training batches, and the ' +
        'cosine of the gradients at one image, before and after the other is replaced, on test images. A cosine of 1 means that the network ' +
        'takes both images apart. Means and deviations over seeds. After Razin et al. 2022, figure 5.',
      columns: 2,
      names: {
        'regularizer.lambda': LAMBDA,
        'task.distance': { title: 'distance of the images' },
        'optimizer.weightDecay': { title: 'weight decay' },
        'model.dropout': { title: 'dropout' },
      },
      panels: [
        {
          kind: 'final',
          title: 'Accuracy against distance',
          lines: [
            {
              part: 'penalty',
              x: 'task.distance',
              colorBy: 'regularizer.lambda',
              value: { kind: 'final', metric: 'test_accuracy' },
            },
          ],
          seeds: 'deviation',
          xTitle: 'pixels between both images',
          yTitle: 'test accuracy',
          references: [{ value: 0.5, label: 'chance' }],
        },
      ],
    },
  } satisfies SweepDefinitionInput,
  'is-same-class',
);
