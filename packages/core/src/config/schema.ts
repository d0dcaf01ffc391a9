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

const positiveInteger = z.int().min(1);
const positive = z.number().positive();
export const modelKinds = ['matrix', 'cp', 'hierarchical'] as const;
export type ModelKind = (typeof modelKinds)[number];

export const modelSchema = z.discriminatedUnion('kind', [
  matrixModelSchema,
  cpModelSchema,
  hierarchicalModelSchema,
]);

const frobeniusNorm = positive.default(1).describe('the target is rescaled to this Frobenius norm');

const symmetric = z
  .boolean()
  .optional()
  .describe('all modes share one factor: U U^T, or sum_r u_r (x) ... (x) u_r; default: false');

export const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('matrix'), rank: positiveInteger, frobeniusNorm, symmetric }),
  z.strictObject({ kind: z.literal('cp'), rank: positiveInteger, frobeniusNorm, symmetric }),
  z.strictObject({
    kind: z.literal('hierarchical'),
    ranks: z.array(positiveInteger).min(1).describe('hierarchical tensor rank, from the leaves upward'),
    pooling: z.enum(poolingPatterns).default('checkerboard'),
    poolSize: poolSizeSchema.default(2),
    tree: nestedTreeSchema.optional(),
    frobeniusNorm,
  }),
  z.strictObject({ kind: z.literal('gaussian'), frobeniusNorm }),
  z.strictObject({
    kind: z.literal('file'),
    file: z.string().min(1).describe('a NumPy .npy file with a tensor of shape dims'),
    sha256: z.string().length(64).optional().describe('of the file; filled in when a sweep is planned'),
    frobeniusNorm: positive.optional().describe('rescale the tensor; default: as it is'),
  }),
]);

const dims = z.array(positiveInteger).min(2).describe('d_1, ..., d_N');
const taskSeed = seedSchema.optional().describe('pins target and observations while `seed` varies the rest');

export const taskSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('completion'),
    dims,
    observed: positiveInteger.describe('n_obs entries, drawn uniformly without repetition'),
    target: targetSchema,
    seed: taskSeed,
  }),
  z.strictObject({
    kind: z.literal('sensing'),
    dims,
    observed: positiveInteger.describe('n_obs measurements'),
    measurements: z
      .enum(['gaussian', 'rank-one'])
      .default('gaussian')
      .describe(
        'gaussian: N(0, 1/numel) entries; rank-one: outer products of N(0, 1) vectors times numel^(-1/2)',
      ),
    measurementNorm: positive
      .optional()
      .describe('rescales every sensing tensor to this Frobenius norm; default: as they are drawn'),
    heldOut: positiveInteger
      .optional()
      .describe('measurements besides that are not fitted, for the metric held_out_mse; default: none'),
    target: targetSchema,
    seed: taskSeed,
  }),
]);

export const initSchema = z.strictObject({
  scheme: z
    .enum(['gaussian', 'orthogonal', 'balanced', 'identity'])
    .default('gaussian')
    .describe(
      'balanced, of cp only: random directions, and one norm for all vectors of a component; ' +
        'identity, of matrix only: every factor is std on its diagonal and 0 elsewhere',
    ),
  std: positive.describe(
    'standard deviation, or root mean square, of the entries; of identity those on the diagonal',
  ),
  mean: z.number().optional().describe('mean of the entries; default 0'),
  lead: positive
    .optional()
    .describe(
      "balanced: component 1's vectors are longer by so many times the factor from which on the end tensor is proven to " +
        'follow a trajectory of rank one; default: as long as the others',
    ),
});

export const lossSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('mse') }),
  z.strictObject({ kind: z.literal('l1') }),
  z.strictObject({ kind: z.literal('huber'), threshold: positive }),
]);

const learningRate = positive;
const epsilon = positive;
const decay = z.number().min(0).lt(1);

export const optimizerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('group-rmsprop'),
    learningRate: learningRate.default(0.01),
    decay: decay.default(0.99),
    epsilon: epsilon.default(1e-6),
  }),
  z.strictObject({ kind: z.literal('sgd'), learningRate, momentum: decay.default(0) }),
  z.strictObject({
    kind: z.literal('adam'),
    learningRate: learningRate.default(1e-3),
    beta1: decay.default(0.9),
    beta2: decay.default(0.999),
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
      'the predicted growth beside every norm, where steps follow gradient flow (not adam, not momentum); default: false',
    ),
  metrics,
});

export const factorizationSchema = z.strictObject({
  model: modelSchema,
  task: taskSchema,
  init: initSchema,
  loss: lossSchema.default({ kind: 'mse' }),
  optimizer: optimizerSchema.prefault({ kind: 'group-rmsprop' }),
  seed: seedSchema.default(0),
  stop: stopSchema.prefault({}),
  record: factorizationRecordSchema.prefault({}),
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
