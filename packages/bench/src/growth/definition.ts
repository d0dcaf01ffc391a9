/** The sweep whose growth is measured: tiny runs on a grid of two axes, as those who look for a phase diagram have them. */
import { parseDefinition, type SweepDefinition } from '@ranksweep/kinds';
import { expandSweep, parseOverride, type ExpandedSweep } from '@ranksweep/sweep';

export const GROWTH_SWEEP = 'growth';
const LEARNING_RATES = 10;
const SEEDS = 4;

/** Runs that differ in neither standard deviation. */
export const RUNS_PER_STD = LEARNING_RATES * SEEDS;

export const growthDefinition: SweepDefinition = parseDefinition(
  {
    name: GROWTH_SWEEP,
    description: 'many tiny runs',
    presets: {
      quick: {
        seeds: Array.from({ length: SEEDS }, (_, seed) => seed),
        parts: {
          mf: {
            base: {
              model: { kind: 'matrix', depth: 2 },
              task: { kind: 'completion', dims: [4, 4], observed: 8, target: { kind: 'matrix', rank: 1 } },
              init: { std: 0.1 },
              optimizer: { kind: 'sgd', learningRate: 0.1 },
              stop: { maxIterations: 1_000_000 },
            },
            axes: {
              'init.std': [0.1],
              'optimizer.learningRate': Array.from({ length: LEARNING_RATES }, (_, i) => (i + 1) / 100),
            },
          },
        },
      },
    },
    figure: {
      caption: 'What a figure of many runs shows: their band, and the map of their ends.',
      panels: [
        { title: 'Reconstruction error', part: 'mf', metric: 'reconstruction_error', seeds: 'band' },
        {
          kind: 'heatmap',
          title: 'Reconstruction error at the end',
          part: 'mf',
          x: 'init.std',
          y: 'optimizer.learningRate',
          value: { kind: 'final', metric: 'reconstruction_error' },
        },
      ],
    },
  },
  GROWTH_SWEEP,
);

/** The override that makes it a sweep of so many runs, a multiple of `RUNS_PER_STD`. */
export const overrideFor = (runs: number): string =>
  `init.std=linspace(0.001,0.1,${Math.ceil(runs / RUNS_PER_STD)})`;

export const growthSweep = (runs: number): ExpandedSweep =>
  expandSweep(growthDefinition, { overrides: [parseOverride(overrideFor(runs))] });
