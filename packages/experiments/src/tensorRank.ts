/**
 * Tensor completion by tensor factorization under smaller and smaller initializations (Razin et al. 2021):
 * the smaller, the more distinctly the solution's tensor rank grows one by one.
 */
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import { optimizer, paperSeeds, record, type PresetInput } from './common.ts';
import { initializationPanels, initializationStds, tensorRankStop } from './initializations.ts';

const parts = (maxIterations: number): PresetInput['parts'] => ({
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
      init: { std: initializationStds[0]! },
      optimizer,
      stop: { ...tensorRankStop, maxIterations },
      record,
    },
    axes: { 'init.std': initializationStds },
  },
});

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
        description: 'as published, five seeds',
        seeds: paperSeeds,
        parts: parts(1_000_000),
      },
    },
    figure: {
      caption:
        'Tensor completion by tensor factorization: the ten largest component norms for three scales of the ' +
        'initialization, and the reconstruction error of all three; dashed, the growth that theory predicts from the ' +
        'measured gradient. After Razin et al. 2021.',
      columns: 2,
      panels: initializationPanels('a-dyn'),
    },
  } satisfies SweepDefinitionInput,
  'tensor-rank',
);
