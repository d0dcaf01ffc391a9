/** What is learned: one bit about an image that takes parts of it which are far apart. */
import { imageDataSchema, seedSchema } from '@ranksweep/core';
import { z } from 'zod';

const count = z.int().min(1).max(1_000_000);
const pixels = z.int().min(1).max(4096);
const length = z.number().positive().max(4096).optional();
const whole = z.int().min(0).optional();

const seed = seedSchema
  .optional()
  .describe('fixes the images, while the seed of the run varies the rest. Default: the seed of the run');

const sameClassSchema = z.strictObject({
  kind: z
    .literal('is-same-class')
    .describe('two images on an empty canvas: are they of one class? (Razin et al. 2022)'),
  data: imageDataSchema.describe('where the images come from'),
  pool: pixels.default(1).describe('images become smaller by this factor, by means over squares of pixels'),
  canvas: z.tuple([pixels, pixels]).default([224, 224]).describe('height and width of the canvas, in pixels'),
  distance: z.int().min(0).default(0).describe('pixels between the two images'),
  train: count.default(5000).describe('number of pairs to train on'),
  test: count.default(10_000).describe('number of pairs to test on, of images that are never trained on'),
  seed,
});

const pathfinderSchema = z.strictObject({
  kind: z
    .literal('pathfinder')
    .describe('two dashed paths and two markers: are both on one path? (Linsley et al. 2018)'),
  length: z.int().min(2).max(1000).describe('dashes of each of the two long paths'),
  size: pixels.default(150).describe('height and width of the images, in pixels'),
  train: count.default(10_000).describe('number of images to train on'),
  test: count.default(10_000).describe('number of images to test on'),
  window: pixels
    .optional()
    .describe(
      'height and width of what is drawn before it is made smaller. All lengths below are pixels of it, and by default those of the ' +
        'paper, in proportion to a window of 300. Default: twice `size`',
    ),
  padding: whole.describe('nothing begins or ends nearer to the border. Default: 22'),
  continuity: length.describe('the larger, the straighter are the paths. Default: 1.8'),
  antialias: whole.describe('points that are looked at in each row and column of a pixel. Default: 2'),
  contrast: z.number().min(0).max(1).optional().describe('brightness of dashes, of markers 1. Default: 1'),
  markerRadius: length.describe('radius of the markers. Default: 3'),
  seedDistance: whole.describe('from the beginning of one long path to that of the other. Default: 27'),
  paddleLength: length.describe('length of a dash. Default: 5'),
  paddleThickness: length.describe('thickness of a dash. Default: 2'),
  margin: z
    .number()
    .min(0)
    .optional()
    .describe('half the gap between two dashes of a path, and half of what paths keep apart. Default: 3'),
  paddleRetrials: whole.describe('further turns that are tried where a dash does not fit. Default: 2'),
  distractorRetrials: whole.describe('further tries of a short path that does not fit. Default: 4'),
  distractorLength: z.int().min(1).optional().describe('dashes of a short path. Default: `length` / 3'),
  distractors: whole.describe('number of short paths. Default: 90 / `length`'),
  seed,
});

export const taskSchema = z.discriminatedUnion('kind', [sameClassSchema, pathfinderSchema]);

export type TaskConfig = z.output<typeof taskSchema>;
export type SameClassConfig = Extract<TaskConfig, { kind: 'is-same-class' }>;
export type PathfinderConfig = Extract<TaskConfig, { kind: 'pathfinder' }>;
