/**
 * The configuration of a factorization: everything that fixes one trajectory, in one zod schema.
 *
 * Letters: N order (number of modes), d_n dimension of mode n, R components / width, L depth, T the mode tree,
 * n_obs observed entries or measurements.
 */
import { z } from 'zod';
import { recordSchema, seedSchema, stopSchema } from './runConfig.ts';

const positiveInteger = z.int().min(1);
const positive = z.number().positive();
/** Nested mode tree, modes numbered from 1 as in the papers: `[[1, 2], [3, 4]]`. */
export type NestedTree = number | NestedTree[];
const nestedTree: z.ZodType<NestedTree> = z
  .lazy(() => z.union([positiveInteger, z.array(nestedTree).min(2)]))
  .describe('nested lists of mode numbers from 1, for example [[1, 2], [3, 4]]');

export const poolingPatterns = ['checkerboard', 'half', 'checkerboard-sq'] as const;

/** Pool sizes: one for every layer, or a list with one per layer from the leaves upward. */
const poolSize = z.union([z.int().min(2), z.array(z.int().min(2)).min(1)]);

const matrixModel = z.strictObject({
  kind: z.literal('matrix'),
  depth: z.int().min(1).default(3).describe('L, the number of factors'),
  hiddenWidths: z
    .array(positiveInteger)
    .optional()
    .describe('L - 1 inner dimensions; default min(d_1, d_2) each'),
});

const cpModel = z.strictObject({
  kind: z.literal('cp'),
  components: positiveInteger.optional().describe('R; default prod(d_n) / max(d_n)'),
  linearOutput: z.boolean().default(false).describe('learn one weight per component'),
});

const hierarchicalModel = z.strictObject({
  kind: z.literal('hierarchical'),
  widths: z
    .array(positiveInteger)
    .min(1)
    .describe('output width of every layer from the leaves upward, without the root'),
  pooling: z
    .enum(poolingPatterns)
    .default('checkerboard')
    .describe(
      'what joins modes: checkerboard neighbours; half mode i and its counterpart in the other half, ' +
        'two halves interleaved as 1 4 2 5 3 6; checkerboard-sq square patches of a square grid',
    ),
  poolSize: poolSize.default(2),
  tree: nestedTree.optional().describe('explicit mode tree; overrides pooling and poolSize'),
});

export const modelKinds = ['matrix', 'cp', 'hierarchical'] as const;

export const modelSchema = z.discriminatedUnion('kind', [matrixModel, cpModel, hierarchicalModel]);

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
    poolSize: poolSize.default(2),
    tree: nestedTree.optional(),
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
export type ModelConfig = FactorizationConfig['model'];
export type MatrixModelConfig = Extract<ModelConfig, { kind: 'matrix' }>;
export type CpModelConfig = Extract<ModelConfig, { kind: 'cp' }>;
export type HierarchicalModelConfig = Extract<ModelConfig, { kind: 'hierarchical' }>;
export type TaskConfig = FactorizationConfig['task'];
export type TargetConfig = TaskConfig['target'];
export type InitConfig = FactorizationConfig['init'];
export type LossConfig = FactorizationConfig['loss'];
export type OptimizerConfig = FactorizationConfig['optimizer'];
export type FactorizationRecordConfig = FactorizationConfig['record'];
