/**
 * The dynamics of gradient descent in matrix, tensor and hierarchical tensor factorizations (Razin et al. 2022):
 * one singular value, component or local component after another.
 */
import { parseDefinition } from '@ranksweep/core';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/core';

type PresetInput = SweepDefinitionInput['presets'][string];

/** What the two presets differ in. */
interface Sizes {
  readonly std: { readonly matrix: number; readonly tensor: number; readonly hierarchical: number };
  readonly hierarchicalWidths: [number, number];
  readonly maxIterations: { readonly matrix: number; readonly tensor: number; readonly hierarchical: number };
}

const record = { every: 25, top: 10 };
const optimizer = { kind: 'group-rmsprop', learningRate: 0.01 } as const;
const frobeniusNorm = 64;
const observed = 2048;

function parts({ std, hierarchicalWidths, maxIterations }: Sizes): PresetInput['parts'] {
  const stop = { lossBelow: 5e-5, patience: 100, checkEvery: 25 };
  return {
    'b-mf': {
      description: 'matrix factorization of depth 3',
      base: {
        model: { kind: 'matrix', depth: 3 },
        task: {
          kind: 'completion',
          dims: [64, 64],
          observed,
          target: { kind: 'matrix', rank: 5, frobeniusNorm },
        },
        init: { std: std.matrix },
        optimizer,
        stop: { ...stop, maxIterations: maxIterations.matrix },
        record,
      },
    },
    'b-tf': {
      description: 'tensor factorization of order 3',
      base: {
        model: { kind: 'cp', components: 256 },
        task: {
          kind: 'completion',
          dims: [16, 16, 16],
          observed,
          target: { kind: 'cp', rank: 5, frobeniusNorm },
        },
        init: { std: std.tensor },
        optimizer,
        stop: { ...stop, maxIterations: maxIterations.tensor },
        record,
      },
    },
    'b-htf': {
      description: 'hierarchical tensor factorization of order 4',
      base: {
        model: { kind: 'hierarchical', widths: hierarchicalWidths },
        task: {
          kind: 'completion',
          dims: [8, 8, 8, 8],
          observed,
          target: { kind: 'hierarchical', ranks: [5, 5], frobeniusNorm },
        },
        init: { std: std.hierarchical },
        optimizer,
        stop: { ...stop, maxIterations: maxIterations.hierarchical },
        record,
      },
    },
  };
}

export const dynamics: SweepDefinition = parseDefinition(
  {
    name: 'dynamics',
    description:
      'Matrix, tensor and hierarchical tensor factorization complete a tensor of low rank: what they learn, they learn ' +
      'one component after another (Razin et al. 2022).',
    presets: {
      quick: {
        description: 'a narrower hierarchical factorization with a larger initialization; a minute',
        seeds: [0, 1, 2],
        parts: parts({
          std: { matrix: 1e-3, tensor: 1e-3, hierarchical: 0.03 },
          hierarchicalWidths: [128, 128],
          maxIterations: { matrix: 30_000, tensor: 30_000, hierarchical: 60_000 },
        }),
      },
      paper: {
        description: 'sizes and initializations as published, three seeds; half an hour',
        seeds: [0, 1, 2],
        parts: parts({
          std: { matrix: 1e-3, tensor: 1e-3, hierarchical: 1e-2 },
          hierarchicalWidths: [512, 512],
          maxIterations: { matrix: 500_000, tensor: 500_000, hierarchical: 500_000 },
        }),
      },
    },
    figure: {
      caption:
        'Gradient descent learns one component after another: the ten largest singular values, component norms and ' +
        'local component norms at the root during training. After Razin et al. 2022.',
      panels: [
        {
          title: 'Matrix factorization',
          part: 'b-mf',
          metric: 'singular_value',
          top: 10,
          yTitle: 'singular value',
        },
        {
          title: 'Tensor factorization',
          part: 'b-tf',
          metric: 'component_norm',
          top: 10,
          yTitle: 'component norm',
        },
        {
          title: 'Hierarchical tensor factorization',
          part: 'b-htf',
          metric: 'local_component_norm{1,2,3,4}',
          top: 10,
          yTitle: 'local component norm',
        },
      ],
    },
  } satisfies SweepDefinitionInput,
  'dynamics',
);
