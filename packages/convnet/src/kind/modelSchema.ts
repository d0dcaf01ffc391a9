/** What is trained: residual networks by their depth or by a few numbers, and convolutional arithmetic circuits. */
import { hierarchicalModelSchema } from '@ranksweep/core';
import { z } from 'zod';

const channels = z.int().min(1).max(4096);
const stride = z.int().min(1).max(16);
const mostStages = 16;

const stem = z.strictObject({
  channels: channels
    .optional()
    .describe('output channels of the first convolution. Default: as many as those of the first stage'),
  size: z.int().min(1).max(31).default(3).describe('height and width of its filters, in pixels'),
  stride: stride.default(1).describe('pixels from one output to the next'),
  pool: z
    .boolean()
    .default(false)
    .describe('whether the largest of each 3 x 3 outputs follow, two pixels apart'),
});

const resNetSchema = z.strictObject({
  kind: z.literal('resnet').describe('a residual network with batch normalization and one logit'),
  depth: z
    .literal([18, 34, 50])
    .optional()
    .describe(
      'the network that is known by this number of layers (He et al. 2016), in place of the numbers below',
    ),
  stem: stem.optional().describe('what comes before the stages. Default: a 3 x 3 convolution'),
  widths: z
    .array(channels)
    .min(1)
    .max(mostStages)
    .optional()
    .describe('channels of every stage: `[16, 32, 32]`'),
  blocks: z
    .array(z.int().min(1).max(100))
    .optional()
    .describe('residual blocks of every stage. Default: one in each'),
  strides: z
    .array(stride)
    .optional()
    .describe('stride of the first block of every stage. Default: 2 in each'),
  bottleneck: z
    .boolean()
    .optional()
    .describe(
      'whether blocks are bottlenecks of three convolutions, which give four times the channels. Default: two 3 x 3 convolutions',
    ),
  dropout: z
    .number()
    .min(0)
    .max(0.99)
    .default(0)
    .describe('share of the numbers that a training step sets to 0 after every stage but the last'),
});

const { widths, pooling, poolSize, tree } = hierarchicalModelSchema.shape;

const convAcSchema = z.strictObject({
  kind: z
    .literal('conv-ac')
    .describe(
      'a convolutional arithmetic circuit: a hierarchical factorization as a network, whose modes are the patches of the images',
    ),
  patch: z
    .int()
    .min(1)
    .max(4096)
    .describe(
      'height and width of a patch in pixels, which divide those of the images. Patches are modes, numbered row by row from 1',
    ),
  channels: z
    .int()
    .min(0)
    .max(4096)
    .default(16)
    .describe('functions relu(w x + b) that stand for a patch; 0 takes its pixels as they are'),
  widths,
  pooling,
  poolSize,
  tree,
  init: z
    .strictObject({
      scheme: z
        .enum(['gaussian', 'unit'])
        .default('unit')
        .describe(
          'gaussian: entries around 0. unit: around 1, divided by the number of inputs, so that the logit begins near 1 for any number of patches',
        ),
      std: z
        .number()
        .positive()
        .default(0.5)
        .describe('standard deviation of the entries; with scheme unit before they are divided'),
    })
    .prefault({})
    .describe('how the matrices begin'),
});

export const modelSchema = z.discriminatedUnion('kind', [resNetSchema, convAcSchema]);

export type ModelConfig = z.output<typeof modelSchema>;
export type ResNetConfig = Extract<ModelConfig, { kind: 'resnet' }>;
export type ConvAcConfig = Extract<ModelConfig, { kind: 'conv-ac' }>;
