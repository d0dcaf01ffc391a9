/**
 * Repeats `tensor-rank` with order 3, with the Huber loss, and with sensing instead of completion (Razin et al. 2021). The result
 * does not depend on the order, the loss or the kind of measurement.
 */
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import { optimizer, paperSeeds, record, type BaseInput, type PartInput, type PresetInput } from './common.ts';
import { initializationPanels, initializationStds, tensorRankStop } from './initializations.ts';

/** The paper does not state the number here. This is 20 % of 15^3 entries. */
const dims = [15, 15, 15];
const OBSERVED = 675;
const COMPONENTS = 225;
const target = { kind: 'cp', rank: 5, frobeniusNorm: 1 } as const;

/** Some 7 % of the median absolute observed entry. */
const HUBER_THRESHOLD = 6e-4;

const variant = (
  description: string,
  maxIterations: number,
  options: Pick<BaseInput, 'loss'> & { readonly task: BaseInput['task'] },
): PartInput => ({
  description,
  base: {
    model: { kind: 'cp', components: COMPONENTS },
    init: { std: initializationStds[0]! },
    optimizer,
    stop: { ...tensorRankStop, maxIterations },
    record,
    ...options,
  },
  axes: { 'init.std': initializationStds },
});

const completion = { kind: 'completion', dims, observed: OBSERVED, target } as const;
const sensing = { kind: 'sensing', dims, observed: OBSERVED, target } as const;

const parts = (maxIterations: number): PresetInput['parts'] => ({
  'a-ord3': variant('completion, order 3', maxIterations, { task: completion }),
  'a-huber': variant('completion with the Huber loss', maxIterations, {
    task: completion,
    loss: { kind: 'huber', threshold: HUBER_THRESHOLD },
  }),
  'a-sensing': variant('sensing with Gaussian tensors', maxIterations, {
    task: { ...sensing, measurements: 'gaussian' },
  }),
  // Of Frobenius norm 1 in the mean square, as in Razin et al. 2022, not each of them.
  'a-sensing-rank-one': variant('sensing with tensors of rank one', maxIterations, {
    task: { ...sensing, measurements: 'rank-one' },
  }),
});

export const tensorRankVariants: SweepDefinition = parseDefinition(
  {
    name: 'tensor-rank-variants',
    description:
      'Tensor factorization from initializations of three scales: order 3, the Huber loss, and sensing with Gaussian and with ' +
      'rank-one tensors (Razin et al. 2021).',
    presets: {
      quick: { description: 'one seed, at most 10,000 iterations', seeds: [0], parts: parts(10_000) },
      paper: { description: 'five seeds', seeds: paperSeeds, parts: parts(30_000) },
    },
    figure: {
      caption:
        'Tensor factorization of order 3: the ten largest component norms for three scales of the initialization, and the ' +
        'reconstruction error of all three. Rows: completion with the squared and with the Huber loss, sensing with Gaussian ' +
        'and with rank-one tensors; dashed, the growth that theory predicts from the measured gradient. After Razin et al. 2021.',
      columns: 4,
      panels: [
        ...initializationPanels('a-ord3', 'Completion'),
        ...initializationPanels('a-huber', 'Huber loss'),
        ...initializationPanels('a-sensing', 'Gaussian'),
        ...initializationPanels('a-sensing-rank-one', 'Rank-one'),
      ],
    },
  } satisfies SweepDefinitionInput,
  'tensor-rank-variants',
);
