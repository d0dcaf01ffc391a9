/** What is trained: residual networks by their depth or by a few numbers. */
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

export const modelSchema = z.discriminatedUnion('kind', [resNetSchema]);

export type ModelConfig = z.output<typeof modelSchema>;
