/**
 * The configuration of a factorization: everything that fixes one trajectory, in one zod schema.
 *
 * Letters: N order (number of modes), d_n dimension of mode n, R components / width, L depth, T the mode tree,
 * n_obs observed entries or measurements.
 */
import { z } from 'zod';
import { nestedTreeSchema, poolingPatterns, poolSizeSchema } from '../modeTree/schema.ts';
import { cpModelSchema } from '../models/cp/schema.ts';
import { hierarchicalModelSchema } from '../models/hierarchical/schema.ts';
import { matrixModelSchema } from '../models/matrix/schema.ts';
import { recordSchema, seedSchema, stopSchema } from './runConfig.ts';
import { ownValue } from './schemaWalk.ts';

const positiveInteger = z.int().min(1);
const positive = z.number().positive();
export const modelKinds = ['matrix', 'cp', 'hierarchical'] as const;
export type ModelKind = (typeof modelKinds)[number];

export const modelSchema = z.discriminatedUnion('kind', [
  matrixModelSchema,
  cpModelSchema,
  hierarchicalModelSchema,
]);

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

const dims = z
  .array(positiveInteger)
  .min(2)
  .describe('dimensions of the tensor, one for each mode: `[10, 10, 10]`; a matrix has two');
const taskSeed = seedSchema
  .optional()
  .describe(
    'fixes target and observations, while the seed of the run varies the rest. Default: the seed of the run',
  );

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
]);

export const initSchema = z.strictObject({
  scheme: z
    .enum(['gaussian', 'orthogonal', 'balanced', 'identity', 'unit'])
    .default('gaussian')
    .describe(
      'gaussian: independent normal entries. orthogonal: random orthogonal matrices, scaled. balanced (cp only): random directions, ' +
        'with one norm for all vectors of a component. identity (matrix only): `std` on the diagonal and 0 elsewhere. unit ' +
        '(hierarchical only): entries around 1, divided by the number of inputs in matrices above the leaves, so that the end tensor ' +
        'begins around 1 whatever its order',
    ),
  std: positive.describe(
    'scale of the initial weights: standard deviation of the entries, or their root mean square. The smaller it is, the more the ' +
      'components rise one after another',
  ),
  mean: z.number().optional().describe('mean of the entries. Default: 0'),
  lead: positive
    .optional()
    .describe(
      'with scheme balanced: the vectors of component 1 are longer than the others, by so many times the factor from which on ' +
        'the end tensor is proven to follow a trajectory of rank one. Default: as long as the others',
    ),
});

export const lossSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('mse').describe('mean squared residual') }),
  z.strictObject({ kind: z.literal('l1').describe('mean absolute residual') }),
  z.strictObject({
    kind: z.literal('huber').describe('squared for small residuals, absolute for large ones'),
    threshold: positive.describe('residual at which the one becomes the other'),
  }),
]);

const learningRate = positive.describe('step size');
const epsilon = positive.describe('added to the denominator, so that it is never zero');
const decay = z.number().min(0).lt(1);

export const optimizerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z
      .literal('group-rmsprop')
      .describe("the papers' optimizer: steps along the gradient, divided by a moving average of its norm"),
    learningRate: learningRate.default(0.01),
    decay: decay.default(0.99).describe('of the moving average, per iteration'),
    epsilon: epsilon.default(1e-6),
  }),
  z.strictObject({
    kind: z.literal('sgd').describe('gradient descent with a fixed step size'),
    learningRate,
    momentum: decay.default(0).describe('share of the last step that is added to the next one'),
  }),
  z.strictObject({
    kind: z.literal('adam').describe('Adam (Kingma and Ba, 2015)'),
    learningRate: learningRate.default(1e-3),
    beta1: decay.default(0.9).describe('decay of the moving average of the gradient'),
    beta2: decay.default(0.999).describe('decay of the moving average of its square'),
    epsilon: epsilon.default(1e-8),
  }),
]);

const { metrics, ...recordedOfEveryKind } = recordSchema.shape;

export const factorizationRecordSchema = z.strictObject({
  ...recordedOfEveryKind,
  theory: z
    .boolean()
    .optional()
    .describe(
      'whether to record what the theory predicts beside every norm; not with adam, nor with momentum. Default: false',
    ),
  metrics,
});

export const factorizationSchema = z.strictObject({
  model: modelSchema.describe(
    'what is trained: the factorization whose end tensor is to fit the observations',
  ),
  task: taskSchema.describe(
    'what is fitted: the shape of the tensor, the target, and what is observed of it',
  ),
  init: initSchema.describe('where training begins: the initial weights'),
  loss: lossSchema.default({ kind: 'mse' }).describe('what is minimized'),
  optimizer: optimizerSchema.prefault({ kind: 'group-rmsprop' }).describe('how it is minimized'),
  seed: seedSchema.default(0),
  stop: stopSchema.prefault({}).describe('when a run ends'),
  record: factorizationRecordSchema
    .prefault({})
    .describe('what of a run is kept in the database, and how often'),
});

export type FactorizationConfig = z.output<typeof factorizationSchema>;
export type FactorizationInput = z.input<typeof factorizationSchema>;
/** A configuration whose data come from elsewhere. */
export type TasklessConfig = Omit<FactorizationConfig, 'task'>;
export type ModelConfig = FactorizationConfig['model'];
export type TaskConfig = FactorizationConfig['task'];
export type TargetConfig = TaskConfig['target'];
export type InitConfig = FactorizationConfig['init'];
export type LossConfig = FactorizationConfig['loss'];
export type OptimizerConfig = FactorizationConfig['optimizer'];
export type FactorizationRecordConfig = FactorizationConfig['record'];
