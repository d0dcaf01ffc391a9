/**
 * Tensor completion by tensor factorization under smaller and smaller initializations (Razin et al. 2021):
 * the smaller, the more distinctly the solution's tensor rank grows one by one.
 */
import { parseDefinition } from '@ranksweep/core';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/core';

type PresetInput = SweepDefinitionInput['presets'][string];

const stds = [0.05, 0.01, 0.005];

function parts(maxIterations: number): PresetInput['parts'] {
  return {
    'a-dyn': {
      description: 'tensor factorization of order 4',
      base: {
        model: { kind: 'cp', components: 1000 },
        task: {
          kind: 'completion',
          dims: [10, 10, 10, 10],
          observed: 2000,
          target: { kind: 'cp', rank: 5, frobeniusNorm: 1 },
        },
        init: { std: stds[0]! },
        optimizer: { kind: 'group-rmsprop', learningRate: 0.01 },
        stop: { lossBelow: 1e-8, patience: 50, checkEvery: 25, maxIterations },
        record: { every: 25, top: 10 },
      },
      axes: { 'init.std': stds },
    },
  };
}

export const tensorRank: SweepDefinition = parseDefinition(
  {
    name: 'tensor-rank',
    description:
      'Tensor factorization completes a tensor of CP rank 5 from initializations of three scales: the smaller, the ' +
      'more distinctly one component rises after another (Razin et al. 2021).',
    presets: {
      quick: {
        description: 'one seed, at most 50,000 iterations; two minutes',
        seeds: [0],
        parts: parts(50_000),
      },
      paper: {
        description: 'as published, three seeds',
        seeds: [0, 1, 2],
        parts: parts(1_000_000),
      },
    },
    figure: {
      caption:
        'Tensor completion by tensor factorization: the ten largest component norms for three scales of the ' +
        'initialization, and the reconstruction error of all three. After Razin et al. 2021.',
      columns: 2,
      panels: [
        ...stds.map((std) => ({
          title: `Initialization std ${std}`,
          part: 'a-dyn',
          metric: 'component_norm',
          top: 10,
          where: { 'init.std': std },
          yTitle: 'component norm',
        })),
        {
          title: 'Reconstruction error',
          part: 'a-dyn',
          metric: 'reconstruction_error',
          colorBy: 'init.std',
          yTitle: 'reconstruction error',
        },
      ],
    },
  } satisfies SweepDefinitionInput,
  'tensor-rank',
);
