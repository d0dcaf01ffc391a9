/**
 * Inside a hierarchical tensor factorization (Razin et al. 2022): local components at an inner node and at the root, and the
 * singular values of a matricization by the mode tree beside one across it. The runs are those of `dynamics`.
 */
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import { paperSeeds, ROOT, type PanelInput } from './common.ts';
import { normPanel } from './panels.ts';
import { hierarchicalPart, paperSizes, quickSizes } from './factorizations.ts';

const PART = 'b-htf';

const localComponents = (node: string): PanelInput =>
  normPanel(`Local components at ${node}`, PART, `local_component_norm${node}`);

const singularValues = (modes: string, where: string) => ({
  title: `Singular values, modes ${modes} ${where}`,
  part: PART,
  metric: `singular_value${modes}`,
  yTitle: 'singular value',
});

export const nodes: SweepDefinition = parseDefinition(
  {
    name: 'nodes',
    description:
      'What a hierarchical tensor factorization of order 4 learns at two nodes of its mode tree, and at a split of the modes ' +
      'that is none of its nodes (Razin et al. 2022). Shares its runs with dynamics.',
    presets: {
      quick: {
        description: 'as in dynamics',
        seeds: [0, 1, 2],
        parts: { [PART]: hierarchicalPart(quickSizes) },
      },
      paper: {
        description: 'as in dynamics, five seeds',
        seeds: paperSeeds,
        parts: { [PART]: hierarchicalPart(paperSizes) },
      },
    },
    figure: {
      caption:
        'Local component norms of a hierarchical tensor factorization at two nodes of its mode tree; dashed, the growth that theory ' +
        'predicts from the measured gradient. Below, singular values of the matricization by a node, and of one that parts the modes of ' +
        'a node. After Razin et al. 2022.',
      columns: 2,
      panels: [
        localComponents('{1,2}'),
        localComponents(ROOT),
        singularValues('{1,2}', '(a node)'),
        singularValues('{1,3}', '(no node)'),
      ],
    },
  } satisfies SweepDefinitionInput,
  'nodes',
);
