/**
 * The factorizations of `dynamics` on tensor sensing in place of completion (Razin et al. 2022): inner products with random
 * matrices, or with random tensors of rank one.
 */
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import { paperSeeds, type PresetInput } from './common.ts';
import { factorizationPanels } from './panels.ts';
import {
  hierarchicalPart,
  matrixPart,
  paperSizes,
  quickSizes,
  tensorPart,
  type Sizes,
} from './factorizations.ts';

const gaussian = { kind: 'sensing', measurements: 'gaussian' } as const;
const rankOne = { kind: 'sensing', measurements: 'rank-one' } as const;

const parts = (sizes: Sizes): PresetInput['parts'] => ({
  'b-mf-sensing': matrixPart(sizes, gaussian),
  'b-tf-sensing': tensorPart(sizes, rankOne),
  'b-htf-sensing': hierarchicalPart(sizes, rankOne),
});

export const sensing: SweepDefinition = parseDefinition(
  {
    name: 'sensing',
    description:
      'The factorizations of dynamics fit inner products with random tensors instead of entries: again one component after ' +
      'another (Razin et al. 2022).',
    presets: {
      quick: {
        description: 'a narrower hierarchical factorization with a larger initialization, one seed',
        seeds: [0],
        parts: parts({ ...quickSizes, hierarchicalMaxIterations: 20_000 }),
      },
      paper: {
        description: 'sizes and initializations as in dynamics, at most 100,000 iterations, five seeds',
        seeds: paperSeeds,
        parts: parts({ ...paperSizes, maxIterations: 100_000, hierarchicalMaxIterations: 100_000 }),
      },
    },
    figure: {
      caption:
        'Tensor sensing: the ten largest singular values, component norms and local component norms at the root during ' +
        'training; dashed, the growth that theory predicts from the measured gradient. After Razin et al. 2022.',
      panels: factorizationPanels('b-mf-sensing', 'b-tf-sensing', 'b-htf-sensing'),
    },
  } satisfies SweepDefinitionInput,
  'sensing',
);
