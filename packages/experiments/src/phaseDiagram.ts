/**
 * Where tensor factorization recovers its target (after Razin et al. 2021): the initialization's scale against the number of
 * observed entries, for targets of several ranks.
 */
import { parseDefinition } from '@ranksweep/core';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/core';
import { optimizer, type PanelInput, type PresetInput } from './common.ts';

/** Of 10^3 entries; a CP tensor of rank r has some 28 r degrees of freedom. */
const dims = [10, 10, 10];
const components = 100;

interface Grid {
  readonly stds: number[];
  readonly observed: number[];
  readonly ranks: number[];
}

const ranks = [1, 2, 3, 5];
const quickGrid: Grid = { stds: [0.3, 0.1, 0.03, 0.01], observed: [100, 200, 300, 500], ranks };
const paperGrid: Grid = {
  stds: [0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.003],
  observed: [50, 100, 150, 200, 250, 300, 400, 600],
  ranks,
};

const parts = ({ stds, observed, ranks }: Grid, maxIterations: number): PresetInput['parts'] => ({
  cp: {
    description: 'tensor factorization of order 3',
    base: {
      model: { kind: 'cp', components },
      task: {
        kind: 'completion',
        dims,
        observed: observed[0]!,
        target: { kind: 'cp', rank: ranks[0]!, frobeniusNorm: 32 },
      },
      init: { std: stds[0]! },
      optimizer,
      stop: { lossBelow: 1e-4, patience: 4, checkEvery: 25, maxIterations },
      record: { every: 100, top: 10, metrics: ['train_loss', 'reconstruction_error', 'component_norm'] },
    },
    axes: { 'task.target.rank': ranks, 'init.std': stds, 'task.observed': observed },
  },
});

/** The error, and the number of components, of targets of one rank. */
const panels = (rank: number): PanelInput[] => {
  const shared = {
    kind: 'heatmap' as const,
    part: 'cp',
    x: 'task.observed',
    y: 'init.std',
    where: { 'task.target.rank': rank },
    xTitle: 'observed entries of 1000',
    yTitle: 'initialization std',
  };
  return [
    {
      ...shared,
      title: `Rank ${rank}: error`,
      value: { kind: 'final' as const, metric: 'reconstruction_error' },
      scale: 'log' as const,
      valueTitle: 'final reconstruction error, median over seeds',
    },
    {
      ...shared,
      title: `Rank ${rank}: components`,
      value: { kind: 'count' as const, metric: 'component_norm' },
      valueTitle: 'components above 5 % of the largest, median over seeds',
    },
  ];
};

export const phaseDiagram: SweepDefinition = parseDefinition(
  {
    name: 'phase-diagram',
    description:
      "Tensor factorization over scales of the initialization, numbers of observed entries and the target's rank: where the " +
      'target is recovered, and how many components are found (after Razin et al. 2021).',
    presets: {
      quick: { description: 'a coarse grid, 64 runs', seeds: [0], parts: parts(quickGrid, 20_000) },
      paper: {
        description: '2240 runs',
        seeds: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        parts: parts(paperGrid, 20_000),
      },
    },
    figure: {
      caption:
        'Tensor completion of order 3 from random initializations: the reconstruction error in the end, and the number of ' +
        "components found, by the target's rank. Small initializations need the fewest observed entries. After the idea of " +
        'Razin et al. 2021.',
      columns: 4,
      panels: ranks.flatMap(panels),
    },
  } satisfies SweepDefinitionInput,
  'phase-diagram',
);
