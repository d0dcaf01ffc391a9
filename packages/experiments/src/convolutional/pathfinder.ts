/**
 * Pathfinder (Linsley et al. 2018; Razin et al. 2022, section 7): do both markers lie on one path? The longer the paths, the farther apart
 * is what has to be put together.
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
  /** But for the length of the paths. */
  readonly task: Omit<Extract<NetworkBase['task'], { readonly kind: 'pathfinder' }>, 'length'>;
  readonly lengths: number[];
  readonly lambdas: number[];
}

const parts = ({ base, task, lengths, lambdas }: Size): PresetInput['parts'] => ({
  penalty: {
    description: 'paths of a length, with the penalty and without',
    base: { ...base, task: { ...task, length: lengths[0]! } },
    axes: { 'task.length': lengths, 'regularizer.lambda': lambdas },
  },
  ...controlParts({ ...base, task: { ...task, length: lengths.at(-1)! } }, lambdas),
});

/** Without distractors: with them, a network as small as this learns 4000 images by heart and tells others at chance. */
const small: Size = {
  base: { model: smallNetwork, stop: { maxEpochs: 20 }, record: { everyEpochs: 2 } },
  task: { kind: 'pathfinder', size: 32, distractors: 0, train: 8000, test: 2000 },
  lengths: [3, 6],
  lambdas: [0, 1],
};

const published: Size = {
  base: { model: { kind: 'resnet', depth: 18 }, record: { everyEpochs: 10 } },
  task: { kind: 'pathfinder' },
  lengths: [3, 5, 7, 9],
  lambdas: [0, 3, 9],
};

export const pathfinder: SweepDefinition = parseDefinition(
  {
    name: 'pathfinder',
    description:
      'Residual networks tell whether two markers lie on one dashed path, of growing lengths, with a penalty on how the gradient at one ' +
      'patch of the image depends on another (Razin et al. 2022, section 7); weight decay and dropout in its place.',
    presets: {
      quick: {
        description:
          'images of 32 x 32 pixels without distractors, 8000 to train on, two lengths, three seeds: 30 runs, of which the 6 with the penalty ' +
          'take some eight minutes each on two cores with `tfjs-native`, the others a fourth of that, and all of them longer with `tfjs-wasm`',
        seeds: seedsUpTo(3),
        parts: parts(small),
      },
      paper: {
        description:
          'as published: ResNet-18, images of 150 x 150 pixels, 10,000 to train on, four lengths, three lambdas, with both controls: 54 ' +
          'runs. One with the penalty takes some 4e16 floating-point operations, hours of a large GPU; one without it a fifth of that',
        seeds: seedsUpTo(3),
        parts: parts(published),
      },
    },
    figure: {
      caption:
        'Test accuracy against the length of the paths, and of what else might help at the greatest length, where none is λ = 0. Below, at the ' +
        'greatest length, the accuracy on training batches, and on test images the mean |cos| of the gradients at one small patch before and after ' +
        'another is replaced: 1 means that the network takes both patches apart. After Razin et al. 2022, section 7.',
      columns: 2,
      names: { 'regularizer.lambda': LAMBDA },
      panels: [
        accuracyPanel('task.length', { title: 'Accuracy against length', xTitle: 'dashes of a path' }),
        controlPanel('Controls at the greatest length'),
        hardestCurves('Training', 'train_accuracy'),
        hardestCurves('On test images', 'gradient_cosine', {
          yTitle: 'mean |cos|',
        }),
      ],
    },
  } satisfies SweepDefinitionInput,
  'pathfinder',
);
