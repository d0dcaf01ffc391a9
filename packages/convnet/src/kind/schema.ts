/** The configuration of a convolutional network's training: everything that fixes one trajectory, in one zod schema. */
import { recordSchema, seedSchema, stopSchema, type RecordConfig, type StopConfig } from '@ranksweep/core';
import { z } from 'zod';
import { modelSchema } from './modelSchema.ts';
import { taskSchema } from './taskSchema.ts';

const positiveInteger = z.int().min(1);

const regularizerSchema = z.strictObject({
  kind: z
    .literal('input-gradient')
    .default('input-gradient')
    .describe(
      'how much the gradient with respect to one patch of the image is left unchanged by another patch: the mean of |cos| of both ' +
        'gradients (Razin et al. 2022)',
    ),
  lambda: z.number().min(0).default(0).describe('its factor in what is minimized. 0: it is not computed'),
  patches: z
    .strictObject({
      size: positiveInteger.max(4096).default(2).describe('height and width of a patch, in pixels'),
      distance: z.int().min(0).default(0).describe('pixels between both patches, at least'),
      adjacent: z.boolean().default(false).describe('whether they are never farther apart than that'),
    })
    .optional()
    .describe(
      'which pairs of patches are drawn, one pair in every batch; with pathfinder only. Of is-same-class, they are the two images. ' +
        'Default: 2 x 2 pixels, anywhere',
    ),
});

const optimizerSchema = z.strictObject({
  kind: z.literal('sgd').default('sgd').describe('gradient descent with momentum'),
  learningRate: z.number().positive().default(0.01).describe('step size'),
  momentum: z.number().min(0).lt(1).default(0.9).describe('share of the last step that is added to the next'),
  weightDecay: z.number().min(0).default(0).describe('added to the gradient, times the parameter'),
});

const batchSchema = z.strictObject({
  size: positiveInteger
    .max(1_000_000)
    .default(64)
    .describe('images that pass through the network together. The last batch of an epoch may be smaller'),
  accumulate: positiveInteger
    .max(1000)
    .default(1)
    .describe('batches whose gradients are averaged for one iteration'),
});

const convnetStopSchema = z.strictObject({
  lossBelow: z
    .number()
    .min(0)
    .default(1e-6)
    .describe('a check is passed where the share of mistaken training images of the epoch is below this'),
  patience: z.int().min(0).default(20).describe('the run stops when patience + 1 checks in a row are passed'),
  checkEvery: positiveInteger.optional().describe('iterations between checks. Default: those of an epoch'),
  maxIterations: z
    .int()
    .min(0)
    .optional()
    .describe('the run stops after so many iterations, in place of `maxEpochs`. Default: none'),
  maxEpochs: z
    .int()
    .min(0)
    .optional()
    .describe('the run stops after so many passes over the training images. Default: 150'),
  when: stopSchema.shape.when,
});

const { every: _, metrics, ...recordedOfEveryKind } = recordSchema.shape;

const convnetRecordSchema = z.strictObject({
  every: positiveInteger
    .optional()
    .describe('iterations between snapshots, in place of `everyEpochs`. Default: none'),
  everyEpochs: positiveInteger
    .optional()
    .describe('passes over the training images between snapshots. Default: 1'),
  ...recordedOfEveryKind,
  metrics,
});

export const convnetSchema = z.strictObject({
  model: modelSchema.describe('what is trained'),
  task: taskSchema.describe('what it is to learn, and the images to learn it from'),
  regularizer: regularizerSchema.prefault({}).describe('what is minimized beside the binary cross entropy'),
  optimizer: optimizerSchema.prefault({}).describe('how it is minimized'),
  batch: batchSchema.prefault({}).describe('how many images an iteration takes'),
  seed: seedSchema.default(0),
  stop: convnetStopSchema.prefault({}).describe('when a run ends'),
  record: convnetRecordSchema.prefault({}).describe('what of a run is kept in the database, and how often'),
});

type Checked = z.output<typeof convnetSchema>;

export type ConvnetInput = z.input<typeof convnetSchema>;
export type RegularizerConfig = Checked['regularizer'];

/** A configuration. Its limits and snapshots are told in iterations once it is canonical, as every sweep's are. */
export type ConvnetConfig = Omit<Checked, 'stop' | 'record'> & {
  readonly stop: StopConfig & Checked['stop'];
  readonly record: RecordConfig & Checked['record'];
};

export const defaultEpochs = { stop: 150, record: 1 } as const;

/** Model kinds of these configurations. */
export const networkKinds = ['resnet', 'conv-ac'] as const;
