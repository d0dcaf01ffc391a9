/** Matrix factorizations of depth 2, 3 and 4 on one task: the deeper, the more steeply singular values rise, by 2 - 2/L. */
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import { paperSeeds, type PresetInput } from './common.ts';
import { normPanel } from './panels.ts';
import { matrixPart, paperSizes, quickSizes, type Sizes } from './factorizations.ts';

const depths = [2, 3, 4];

/** Larger than in `dynamics`: from 1e-3 the second singular value of depth 4 takes 10,000 iterations and more to rise. */
const init = { std: 3e-3 };

function parts(sizes: Sizes): PresetInput['parts'] {
  const { base } = matrixPart(sizes);
  return {
    mf: { description: 'matrix factorization', base: { ...base, init }, axes: { 'model.depth': depths } },
  };
}

export const depth: SweepDefinition = parseDefinition(
  {
    name: 'depth',
    description:
      'Matrix completion by matrix factorizations of depth 2, 3 and 4: the deeper, the later and the more steeply each singular ' +
      'value rises (Razin et al. 2022, section 2).',
    presets: {
      quick: { description: 'one seed', seeds: [0], parts: parts({ ...quickSizes, maxIterations: 20_000 }) },
      paper: {
        description: 'five seeds',
        seeds: paperSeeds,
        parts: parts({ ...paperSizes, maxIterations: 100_000 }),
      },
    },
    figure: {
      caption:
        'Matrix completion by matrix factorizations of depth L: the ten largest singular values during training; dashed, ' +
        'their growth by the law ds/dt ~ s^(2 - 2/L). After Razin et al. 2022.',
      panels: depths.map((L) =>
        normPanel(`Depth ${L}`, 'mf', 'singular_value', { where: { 'model.depth': L } }),
      ),
    },
  } satisfies SweepDefinitionInput,
  'depth',
);
