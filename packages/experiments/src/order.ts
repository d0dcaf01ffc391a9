/** Tensor factorizations of order 3, 4 and 5. Components rise more steeply at higher order, by the exponent 2 - 2/N. */
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import { optimizer, paperSeeds, record, stopAt, type PartInput, type PresetInput } from './common.ts';
import { normPanel } from './panels.ts';

/** About 4000 entries of order 1 each, half of them observed. The components leave the initializations equally late. */
const orders = [
  { N: 3, d: 16, std: 1e-3 },
  { N: 4, d: 8, std: 1e-2 },
  { N: 5, d: 5, std: 7e-2 },
];

function part(N: number, d: number, std: number, maxIterations: number): PartInput {
  const numel = d ** N;
  return {
    description: `tensor factorization of order ${N}`,
    base: {
      model: { kind: 'cp', components: 256 },
      task: {
        kind: 'completion',
        dims: new Array<number>(N).fill(d),
        observed: Math.floor(numel / 2),
        target: { kind: 'cp', rank: 5, frobeniusNorm: Math.sqrt(numel) },
      },
      init: { std },
      optimizer,
      stop: stopAt(maxIterations),
      record,
    },
  };
}

const parts = (maxIterations: number): PresetInput['parts'] =>
  Object.fromEntries(orders.map(({ N, d, std }) => [`order-${N}`, part(N, d, std, maxIterations)]));

export const order: SweepDefinition = parseDefinition(
  {
    name: 'order',
    description:
      'Tensor completion by tensor factorizations of order 3, 4 and 5: the higher the order, the more steeply each component ' +
      'rises (Razin et al. 2021, section 4).',
    presets: {
      quick: { description: 'one seed', seeds: [0], parts: parts(20_000) },
      paper: { description: 'five seeds', seeds: paperSeeds, parts: parts(100_000) },
    },
    figure: {
      caption:
        'Tensor completion by tensor factorizations of order N: the ten largest component norms during training; dashed, their ' +
        'growth by the law ds/dt ~ s^(2 - 2/N). After Razin et al. 2021.',
      panels: orders.map(({ N }) => normPanel(`Order ${N}`, `order-${N}`, 'component_norm')),
    },
  } satisfies SweepDefinitionInput,
  'order',
);
