/**
 * The configuration of a factorization: everything that fixes one trajectory, in one zod schema.
 *
 * Letters: N order (number of modes), d_n dimension of mode n, R components / width, L depth, T the mode tree,
 * n_obs observed entries or measurements.
 */
import { z } from 'zod';
import { modelSchema } from '../models/schema.ts';
import { recordSchema, seedSchema, stopSchema } from '../config/runConfig.ts';
import {
  taskSchema,
  type SamplesTaskConfig,
  type TensorTaskConfig,
  type TensorTaskInput,
} from './taskSchema.ts';

export * from './taskSchema.ts';

const positive = z.number().positive();
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
  z.strictObject({
    kind: z
      .literal('logistic')
      .describe('log(1 + exp(-y f)) for labels y of 1 and -1; with the task samples only'),
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

export const batchSchema = z.strictObject({
  size: z
    .int()
    .min(1)
    .describe(
      'how many observations an iteration takes. They are shuffled anew for every epoch, whose last batch may be smaller. `train_loss` ' +
        'and the checks of `stop` then see the mean over the batches of the epoch so far',
    ),
});

const inEpochs = z.int().min(1).optional();

export const factorizationStopSchema = z.strictObject({
  ...stopSchema.shape,
  maxEpochs: inEpochs.describe(
    'the run stops after so many passes over the observations, in place of `maxIterations`. Default: none',
  ),
});

const { metrics, ...recordedOfEveryKind } = recordSchema.shape;

export const factorizationRecordSchema = z.strictObject({
  ...recordedOfEveryKind,
  everyEpochs: inEpochs.describe(
    'passes over the observations between snapshots, in place of `every`. Default: none',
  ),
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
  batch: batchSchema
    .optional()
    .describe('minimize in batches of observations. Default: every iteration takes all of them'),
  seed: seedSchema.default(0),
  stop: factorizationStopSchema.prefault({}).describe('when a run ends'),
  record: factorizationRecordSchema
    .prefault({})
    .describe('what of a run is kept in the database, and how often'),
});

export type FactorizationConfig = z.output<typeof factorizationSchema>;
export type FactorizationInput = z.input<typeof factorizationSchema>;
/** A configuration whose data come from elsewhere. */
export type TasklessConfig = Omit<FactorizationConfig, 'task'>;
/** A configuration whose target is a tensor. */
export type TensorConfig = FactorizationConfig & { readonly task: TensorTaskConfig };
export type TensorInput = FactorizationInput & { readonly task: TensorTaskInput };
export type SamplesConfig = FactorizationConfig & { readonly task: SamplesTaskConfig };
export type InitConfig = FactorizationConfig['init'];
export type LossConfig = FactorizationConfig['loss'];
export type OptimizerConfig = FactorizationConfig['optimizer'];
export type FactorizationRecordConfig = FactorizationConfig['record'];
