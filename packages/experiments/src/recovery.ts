/**
 * How many entries a tensor factorization needs to recover its target, against the target's rank (after the setting of Razin et al.
 * 2021): a boundary that few runs find, and the grid that it is held against.
 */
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import { optimizer, type PartInput } from './common.ts';

interface Size {
  /** Of each of the four modes. */
  readonly dimension: number;
  readonly components: number;
  readonly std: number;
  readonly lossBelow: number;
  readonly maxIterations: number;
  /** Numbers of observed entries. */
  readonly observed: readonly number[];
}

/** From `step` to `most` in equal steps. */
const stepsTo = (most: number, step: number): number[] =>
  Array.from({ length: most / step }, (_, i) => step * (i + 1));

/** Of 625 entries; a CP tensor of rank r has 17 r degrees of freedom. */
const small: Size = {
  dimension: 5,
  components: 125,
  std: 0.02,
  lossBelow: 1e-7,
  maxIterations: 8000,
  observed: stepsTo(500, 25),
};
/** Of 10^4 entries, as published; 37 r degrees of freedom. */
const published: Size = {
  dimension: 10,
  components: 1000,
  std: 0.005,
  lossBelow: 1e-8,
  maxIterations: 100_000,
  observed: stepsTo(4000, 200),
};

const part = ({ dimension, components, std, lossBelow, maxIterations, observed }: Size): PartInput => ({
  description: 'tensor factorization of order 4',
  base: {
    model: { kind: 'cp', components },
    task: {
      kind: 'completion',
      dims: [dimension, dimension, dimension, dimension],
      observed: observed[0]!,
      target: { kind: 'cp', rank: 1, frobeniusNorm: 1 },
    },
    init: { std },
    optimizer,
    stop: { lossBelow, patience: 4, checkEvery: 25, maxIterations },
    record: { every: 1000, top: 10, metrics: ['train_loss', 'reconstruction_error'] },
  },
  axes: { 'task.target.rank': [1, 2, 3, 4, 5, 6], 'task.observed': [...observed] },
});

const boundary: PartInput['boundary'] = {
  along: 'task.observed',
  outcome: 'reconstruction_error < 0.1',
  confidence: 0.8,
  trials: 20,
};

export const recovery: SweepDefinition = parseDefinition(
  {
    name: 'recovery',
    description:
      "The least number of observed entries from which tensor factorization recovers its target, against the target's rank (after " +
      'Razin et al. 2021): where the boundary lies, found with a tenth of the runs of a grid.',
    presets: {
      quick: {
        description: 'tensors of 5^4 entries, at most 120 runs; a few minutes',
        parts: { cp: { ...part(small), boundary } },
      },
      grid: {
        description: 'the whole grid of the same, ten seeds, 1200 runs; half an hour',
        seeds: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        parts: { cp: part(small) },
      },
      paper: {
        description: 'sizes as published, at most 120 runs; hours',
        parts: { cp: { ...part(published), boundary } },
      },
    },
  } satisfies SweepDefinitionInput,
  'recovery',
);
