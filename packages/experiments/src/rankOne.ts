/**
 * From a balanced initialization in which one component leads, tensor factorization with the Huber loss follows the trajectory
 * of a rank-one factorization, the longer and the more closely the smaller the initialization (Razin et al. 2021, Theorem 2).
 */
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import { paperSeeds, type PresetInput } from './common.ts';

const stds = [0.02, 0.01, 0.005, 0.0025];
/** Below every |y|, of which there are 60 of order 1. */
const HUBER_THRESHOLD = 1e-3;

const parts = (maxIterations: number): PresetInput['parts'] => ({
  cp: {
    description: 'tensor factorization of order 3, component 1 leading',
    base: {
      model: { kind: 'cp', components: 10 },
      task: {
        kind: 'completion',
        dims: [6, 6, 6],
        observed: 60,
        target: { kind: 'cp', rank: 2, frobeniusNorm: 14.7 },
      },
      init: { scheme: 'balanced', std: stds[0]!, lead: 1.5 },
      loss: { kind: 'huber', threshold: HUBER_THRESHOLD },
      optimizer: { kind: 'sgd', learningRate: 0.01 },
      stop: { lossBelow: 1e-6, maxIterations },
      record: {
        every: 50,
        top: 3,
        theory: true,
        metrics: [
          'train_loss',
          'reconstruction_error',
          'frobenius_norm',
          'component_norm',
          'rank_one_distance',
        ],
      },
    },
    axes: { 'init.std': stds },
  },
});

export const rankOne: SweepDefinition = parseDefinition(
  {
    name: 'rank-one',
    description:
      'Tensor factorization with the Huber loss and one leading component: its distance from the trajectory of a rank-one ' +
      'factorization as the initialization shrinks (Razin et al. 2021, Theorem 2).',
    presets: {
      quick: { description: 'one seed', seeds: [0], parts: parts(20_000) },
      paper: { description: 'five seeds', seeds: paperSeeds, parts: parts(100_000) },
    },
    figure: {
      caption:
        'Distance of the end tensor from the nearest point of the trajectory of a rank-one factorization, as a share of the ' +
        "target's norm, and the end tensor's norm, for four scales of a balanced initialization. After Razin et al. 2021, Theorem 2.",
      panels: [
        {
          title: 'Distance from the rank-one trajectory',
          part: 'cp',
          metric: 'rank_one_distance',
          colorBy: 'init.std',
          yScale: 'log',
          xScale: 'log',
          yTitle: "distance / target's norm",
        },
        {
          title: 'End tensor',
          part: 'cp',
          metric: 'frobenius_norm',
          colorBy: 'init.std',
          yScale: 'log',
          xScale: 'log',
          yTitle: 'Frobenius norm',
        },
      ],
    },
  } satisfies SweepDefinitionInput,
  'rank-one',
);
