/** Hierarchical tensor factorizations on other mode trees: binary of order 8, ternary of order 9, and modes far apart joined. */
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import {
  hierarchicalTask,
  optimizer,
  paperSeeds,
  record,
  stopAt,
  type PresetInput,
  type PanelInput,
} from './common.ts';
import { normPanel } from './panels.ts';

const cubes = (order: number, observed: number) => ({
  kind: 'completion' as const,
  dims: new Array<number>(order).fill(3),
  observed,
});

const parts = (maxIterations: number): PresetInput['parts'] => {
  const shared = { optimizer, stop: stopAt(maxIterations), record };
  return {
    binary: {
      description: 'order 8, neighbouring pairs joined in three layers',
      base: {
        model: { kind: 'hierarchical', widths: [64, 64, 64] },
        task: { ...cubes(8, 2000), target: { kind: 'hierarchical', ranks: [3, 3, 3], frobeniusNorm: 81 } },
        init: { std: 0.1 },
        ...shared,
      },
    },
    ternary: {
      description: 'order 9, three neighbours joined in two layers',
      base: {
        model: { kind: 'hierarchical', widths: [64, 64], poolSize: 3 },
        task: {
          ...cubes(9, 3936),
          target: { kind: 'hierarchical', ranks: [3, 3], poolSize: 3, frobeniusNorm: 140 },
        },
        init: { std: 0.12 },
        ...shared,
      },
    },
    half: {
      description: 'order 4, mode i joined with mode i + 2',
      base: {
        model: { kind: 'hierarchical', widths: [64, 64], pooling: 'half' },
        task: {
          kind: 'completion',
          ...hierarchicalTask,
          target: { kind: 'hierarchical', ranks: [5, 5], pooling: 'half', frobeniusNorm: 64 },
        },
        init: { std: 0.05 },
        ...shared,
      },
    },
  };
};

const panel = (title: string, part: string, node: string): PanelInput =>
  normPanel(title, part, `local_component_norm${node}`);

export const trees: SweepDefinition = parseDefinition(
  {
    name: 'trees',
    description:
      'Hierarchical tensor factorizations whose mode trees are binary of order 8, ternary of order 9, and of modes far apart: ' +
      'local components rise one after another at every node (Razin et al. 2022).',
    presets: {
      quick: { description: 'one seed', seeds: [0], parts: parts(10_000) },
      paper: { description: 'five seeds', seeds: paperSeeds, parts: parts(30_000) },
    },
    figure: {
      caption:
        'Hierarchical tensor factorizations on three mode trees: the ten largest local component norms at the root, and at a ' +
        'node below it; dashed, where components are balanced, the growth that theory predicts from the measured gradient. ' +
        'After Razin et al. 2022.',
      columns: 3,
      panels: [
        panel('Binary, order 8: root', 'binary', '{1,2,3,4,5,6,7,8}'),
        panel('Ternary, order 9: root', 'ternary', '{1,2,3,4,5,6,7,8,9}'),
        panel('Modes far apart: root', 'half', '{1,2,3,4}'),
        panel('Binary, order 8: {1,2}', 'binary', '{1,2}'),
        panel('Ternary, order 9: {1,2,3}', 'ternary', '{1,2,3}'),
        panel('Modes far apart: {1,3}', 'half', '{1,3}'),
      ],
    },
  } satisfies SweepDefinitionInput,
  'trees',
);
