/**
 * Where tensor factorization recovers its target (after Razin et al. 2021): the initialization's scale against the number of
 * observed entries, for targets of several ranks.
 */
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import { optimizer, type PanelInput, type PresetInput } from './common.ts';

/** Out of 10^3 entries; a CP tensor of rank r has about 28 r degrees of freedom. */
const dims = [10, 10, 10];
const COMPONENTS = 100;

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
      model: { kind: 'cp', components: COMPONENTS },
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

type HeatmapInput = Extract<PanelInput, { kind: 'heatmap' }>;

/** For targets of one rank. */
const panel = (
  rank: number,
  of: Pick<HeatmapInput, 'title' | 'value' | 'scale' | 'valueTitle'>,
): PanelInput => ({
  kind: 'heatmap',
  part: 'cp',
  x: 'task.observed',
  y: 'init.std',
  where: { 'task.target.rank': rank },
  xTitle: 'observed entries of 1000',
  yTitle: 'initialization std',
  ...of,
});

const errorPanel = (rank: number): PanelInput =>
  panel(rank, {
    title: `Rank ${rank}: error`,
    value: { kind: 'final', metric: 'reconstruction_error' },
    scale: 'log',
    valueTitle: 'final reconstruction error',
  });

const componentsPanel = (rank: number): PanelInput =>
  panel(rank, {
    title: `Rank ${rank}: components`,
    value: { kind: 'count', metric: 'component_norm' },
    valueTitle: 'components found',
  });

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
        'Tensor completion of order 3 from random initializations, for targets of CP rank 1, 2, 3 and 5. Above, the ' +
        'reconstruction error in the end; below, the components of more than 5 % of the largest norm, ten at most. ' +
        'After Razin et al. 2021.',
      columns: ranks.length,
      panels: [...ranks.map(errorPanel), ...ranks.map(componentsPanel)],
    },
  } satisfies SweepDefinitionInput,
  'phase-diagram',
);
