/** What the experiments of Razin et al. 2022 have in common: their tasks, optimizer and rules to stop, and names of types. */
import type { FactorizationInput, TensorTaskInput } from '@ranksweep/core';
import type { SweepDefinitionInput } from '@ranksweep/kinds';

export type PresetInput = SweepDefinitionInput['presets'][string];
export type PartInput = PresetInput['parts'][string];
/** Of parts whose runs are factorizations. */
export type BaseInput = Omit<FactorizationInput, 'seed'>;
/** Of parts whose runs train convolutional networks. */
type OfNetworks = Extract<
  PartInput['base'],
  { readonly task: { readonly kind: 'is-same-class' | 'pathfinder' } }
>;
export type NetworkBase = Omit<OfNetworks, 'model'> & {
  readonly model: Extract<OfNetworks['model'], { readonly kind: 'resnet' }>;
};
export type PanelInput = NonNullable<SweepDefinitionInput['figure']>['panels'][number];
export type CurvePanelInput = Exclude<PanelInput, { readonly kind: 'heatmap' | 'final' }>;

export type FinalPanelInput = Extract<PanelInput, { readonly kind: 'final' }>;
export type FinalLineInput = FinalPanelInput['lines'][number];

/** GroupRMSprop as both papers use it. */
export const optimizer = { kind: 'group-rmsprop', learningRate: 0.01 } as const;
/** Every 25 iterations the ten largest values, with the theory beside them. */
export const record = { every: 25, top: 10, theory: true };
/** Seeds of the presets `paper`: enough for a median and a range. */
export const paperSeeds = [0, 1, 2, 3, 4];

/** Of the norm 64, the square root of the number of entries: entries are of order 1. */
const FROBENIUS_NORM = 64;
/** Half of the 4096 entries. */
const OBSERVED = 2048;

/** A task but for how its target is observed. */
type Observed = Pick<TensorTaskInput, 'dims' | 'observed' | 'target'>;

/** The targets of Razin et al. 2022: matrix rank 5, CP rank 5, hierarchical tensor rank (5, 5). */
export const matrixTask: Observed = {
  dims: [64, 64],
  observed: OBSERVED,
  target: { kind: 'matrix', rank: 5, frobeniusNorm: FROBENIUS_NORM },
};
export const tensorTask: Observed = {
  dims: [16, 16, 16],
  observed: OBSERVED,
  target: { kind: 'cp', rank: 5, frobeniusNorm: FROBENIUS_NORM },
};
export const hierarchicalTask: Observed = {
  dims: [8, 8, 8, 8],
  observed: OBSERVED,
  target: { kind: 'hierarchical', ranks: [5, 5], frobeniusNorm: FROBENIUS_NORM },
};

/** The loss counts as zero below 5e-5 at 101 checks in a row. */
export const stopAt = (maxIterations: number): NonNullable<BaseInput['stop']> => ({
  lossBelow: 5e-5,
  patience: 100,
  checkEvery: 25,
  maxIterations,
});

/** Of a hierarchical tensor factorization of order 4: the default ones, and the spectra of a split at a node and of one across. */
export const hierarchicalMetrics = [
  'train_loss',
  'reconstruction_error',
  'local_component_norm',
  'unbalancedness',
  'singular_value{1,2}',
  'singular_value{1,3}',
];

/** The root of a mode tree of order 4, as metrics name it. */
export const ROOT = '{1,2,3,4}';
