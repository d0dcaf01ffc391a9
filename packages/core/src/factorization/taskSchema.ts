/** The part of a factorization's configuration that says what is fitted: the task and its target. */
import { z } from 'zod';
import { nestedTreeSchema, poolingPatterns, poolSizeSchema } from '../modeTree/schema.ts';
import { seedSchema } from '../config/runConfig.ts';
import { ownValue } from '../config/jsonSchema.ts';

const positiveInteger = z.int().min(1);
const positive = z.number().positive();

const frobeniusNorm = positive
  .default(1)
  .describe('the target is rescaled to this norm (the root of the sum of its squared entries)');

const symmetric = z
  .boolean()
  .optional()
  .describe('whether all modes share one factor, which makes the target symmetric. Default: false');

const fileTarget = z
  .strictObject({
    kind: z
      .literal('file')
      .describe('your own tensor, from a file; `target: { file: x.npy }` means the same'),
    file: z
      .string()
      .min(1)
      .describe(
        'a NumPy .npy file (float32 or float64) whose shape is `task.dims`; relative to the definition file',
      ),
    sha256: z
      .string()
      .length(64)
      .optional()
      .describe('SHA-256 of the file, in hexadecimal. Default: filled in when a sweep begins'),
    frobeniusNorm: positive
      .optional()
      .describe('rescales the tensor to this norm. Default: as it is in the file'),
  })
  .meta({ impliedBy: 'file' });

const targetOfKind = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('matrix').describe('a random matrix of a given rank'),
    rank: positiveInteger.describe('matrix rank of the target'),
    frobeniusNorm,
    symmetric,
  }),
  z.strictObject({
    kind: z.literal('cp').describe('a random tensor of a given CP rank'),
    rank: positiveInteger.describe('CP rank of the target: it is the sum of so many rank-one tensors'),
    frobeniusNorm,
    symmetric,
  }),
  z.strictObject({
    kind: z.literal('hierarchical').describe('a random tensor of a given hierarchical tensor rank'),
    ranks: z
      .array(positiveInteger)
      .min(1)
      .describe('the rank at every layer of the mode tree, from the leaves upward'),
    pooling: z
      .enum(poolingPatterns)
      .default('checkerboard')
      .describe('which modes are joined; see the hierarchical model'),
    poolSize: poolSizeSchema
      .default(2)
      .describe('how many nodes are joined into one: a number, or a list with one for each layer'),
    tree: nestedTreeSchema.optional().describe('the mode tree itself, in place of `pooling` and `poolSize`'),
    frobeniusNorm,
  }),
  z.strictObject({
    kind: z.literal('gaussian').describe('a tensor of independent normal entries, of full rank'),
    frobeniusNorm,
  }),
  fileTarget,
]);

/** A target with a file but without a kind gets the kind `file`. */
export const targetSchema = z.preprocess(
  (written: TargetInput) =>
    ownValue(written, 'file') !== undefined && ownValue(written, 'kind') === undefined
      ? { ...written, kind: 'file' }
      : written,
  targetOfKind,
);

type TargetInput =
  z.input<typeof targetOfKind> | (Omit<z.input<typeof fileTarget>, 'kind'> & { readonly kind?: undefined });

export const randomizations = ['none', 'images', 'labels'] as const;

const dims = z
  .array(positiveInteger)
  .min(2)
  .describe('dimensions of the tensor, one for each mode: `[10, 10, 10]`; a matrix has two');
const taskSeed = seedSchema
  .optional()
  .describe(
    'fixes target and observations, while the seed of the run varies the rest. Default: the seed of the run',
  );

/** Images by name, or of the user's own. */
export const imageDataSchema = z.strictObject({
  set: z
    .string()
    .min(1)
    .optional()
    .describe(
      'a set of images by name: mnist, fashion-mnist or digits; `ranksweep data list` says where they are',
    ),
  folder: z
    .string()
    .min(1)
    .optional()
    .describe(
      'a folder with images of your own as IDX files, in place of `set`; relative to the definition file. docs/DATA.md describes it',
    ),
  sha256: z
    .string()
    .length(64)
    .optional()
    .describe('SHA-256 of the images and labels, in hexadecimal. Default: filled in when a sweep begins'),
});

export const taskSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('completion').describe('some entries of the target are observed'),
    dims,
    observed: positiveInteger.describe(
      'how many entries are observed; they are drawn at random, each at most once',
    ),
    target: targetSchema.describe('the tensor that is looked for'),
    seed: taskSeed,
  }),
  z.strictObject({
    kind: z.literal('sensing').describe('inner products of the target with random tensors are observed'),
    dims,
    observed: positiveInteger.describe('how many inner products are observed'),
    measurements: z
      .enum(['gaussian', 'rank-one'])
      .default('gaussian')
      .describe(
        'the random tensors. gaussian: independent normal entries. rank-one: outer products of normal vectors',
      ),
    measurementNorm: positive
      .optional()
      .describe('rescales each of the random tensors to this norm. Default: as they are drawn'),
    heldOut: positiveInteger
      .optional()
      .describe('further inner products that are not fitted, for the metric held_out_mse. Default: none'),
    target: targetSchema.describe('the tensor that is looked for'),
    seed: taskSeed,
  }),
  z.strictObject({
    kind: z
      .literal('samples')
      .describe(
        'images with labels: every pixel is a mode, its grey level the index, and the label the entry of a tensor that is never formed',
      ),
    data: imageDataSchema.describe('which images'),
    levels: z
      .int()
      .min(2)
      .max(256)
      .default(2)
      .describe('grey levels, to which the pixels are rounded: the dimension of every mode'),
    label: z
      .int()
      .min(0)
      .max(255)
      .describe(
        'the label that is told from all others. Its images have y = 2, the others 0; with the loss `logistic` 1 and -1',
      ),
    randomize: z
      .enum(randomizations)
      .default('none')
      .describe(
        'none: the images as they are. images: every pixel is drawn anew, uniformly. labels: the labels are permuted, within training and test images',
      ),
    train: positiveInteger
      .optional()
      .describe(
        'how many training images are fitted, drawn at random. Smaller numbers draw part of the same. Default: all',
      ),
    test: z
      .int()
      .min(0)
      .optional()
      .describe('how many images the fit is tested on. Default: all test images'),
    size: z
      .tuple([positiveInteger, positiveInteger])
      .optional()
      .describe('height and width of the images in pixels. Default: filled in when a sweep begins'),
    seed: taskSeed,
  }),
]);

export type TaskConfig = z.output<typeof taskSchema>;
/** A task whose target is a tensor. */
export type TensorTaskConfig = Exclude<TaskConfig, { kind: 'samples' }>;
export type TensorTaskInput = Exclude<z.input<typeof taskSchema>, { kind: 'samples' }>;
export type SamplesTaskConfig = Extract<TaskConfig, { kind: 'samples' }>;
export type TargetConfig = TensorTaskConfig['target'];

/**
 * d_1, ..., d_N. The modes of images are their pixels, row by row.
 * @returns undefined while the size of a task's images is not known
 */
export function knownDims(task: TaskConfig): readonly number[] | undefined {
  if (task.kind !== 'samples') return task.dims;
  if (task.size === undefined) return undefined;
  const [height, width] = task.size;
  return new Array<number>(height * width).fill(task.levels);
}

/** As `knownDims`, of a task whose data are known. */
export function dimsOf(task: TaskConfig): readonly number[] {
  const dims = knownDims(task);
  if (dims === undefined)
    throw new TypeError('task: expected the size of its images, which are not read yet');
  return dims;
}
