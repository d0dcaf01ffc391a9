/**
 * The dynamics of gradient descent in matrix, tensor and hierarchical tensor factorizations (Razin et al. 2022):
 * one singular value, component or local component after another.
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

const parts = (sizes: Sizes): PresetInput['parts'] => ({
  'b-mf': matrixPart(sizes),
  'b-tf': tensorPart(sizes),
  'b-htf': hierarchicalPart(sizes),
});

export const dynamics: SweepDefinition = parseDefinition(
  {
    name: 'dynamics',
    description:
      'Matrix, tensor and hierarchical tensor factorization complete a tensor of low rank: what they learn, they learn ' +
      'one component after another (Razin et al. 2022).',
    presets: {
      quick: {
        description: 'a narrower hierarchical factorization with a larger initialization; a minute',
        seeds: [0, 1, 2],
        parts: parts(quickSizes),
      },
      paper: {
        description: 'sizes and initializations as published, five seeds',
        seeds: paperSeeds,
        parts: parts(paperSizes),
      },
    },
    figure: {
      caption:
        'Matrix and tensor completion: the ten largest singular values, component norms and local component norms at the root ' +
        'during training; dashed, the growth that theory predicts from the measured gradient. After Razin et al. 2022.',
      panels: factorizationPanels('b-mf', 'b-tf', 'b-htf'),
    },
  } satisfies SweepDefinitionInput,
  'dynamics',
);
