/**
 * The laws of growth under the most favourable conditions (Razin et al. 2021, section 4; 2022, section 4): small initializations,
 * short steps, and closely spaced snapshots. The results are the final metrics `growth_exponent_...`.
 */
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import {
  paperSeeds,
  type BaseInput,
  type FinalLineInput,
  type FinalPanelInput,
  type PanelInput,
  type PartInput,
  type PresetInput,
} from './common.ts';
import { normPanel } from './panels.ts';

const depths = [2, 3, 4];
const orders = [
  { N: 3, d: 8, std: 1e-3 },
  { N: 4, d: 5, std: 1e-2 },
  { N: 5, d: 4, std: 3e-2 },
];

interface Steps {
  readonly learningRate: number;
  readonly maxIterations: number;
  readonly every: number;
}

type Problem = Pick<BaseInput, 'model' | 'task' | 'init'>;

const part = (
  description: string,
  problem: Problem,
  { learningRate, maxIterations, every }: Steps,
): PartInput => ({
  description,
  base: {
    ...problem,
    optimizer: { kind: 'group-rmsprop', learningRate },
    stop: { lossBelow: 1e-5, patience: 10, checkEvery: 100, maxIterations },
    record: { every, top: 3, theory: true },
  },
});

const matrixProblem: Problem = {
  model: { kind: 'matrix', depth: depths[0]! },
  task: {
    kind: 'completion',
    dims: [16, 16],
    observed: 200,
    target: { kind: 'matrix', rank: 2, frobeniusNorm: 16 },
  },
  init: { std: 1e-3 },
};

/** Entries of order 1, slightly more than half of which are observed. */
const tensorProblem = (N: number, d: number, std: number): Problem => ({
  model: { kind: 'cp', components: 20 },
  task: {
    kind: 'completion',
    dims: new Array<number>(N).fill(d),
    observed: Math.floor(0.6 * d ** N),
    target: { kind: 'cp', rank: 2, frobeniusNorm: Math.sqrt(d ** N) },
  },
  init: { std },
});

/** The widths equal the dimensions, so that the vectors of a local component start alike. */
const hierarchicalProblem: Problem = {
  model: { kind: 'hierarchical', widths: [6, 6] },
  task: {
    kind: 'completion',
    dims: [6, 6, 6, 6],
    observed: 800,
    target: { kind: 'hierarchical', ranks: [2, 2], frobeniusNorm: 36 },
  },
  init: { std: 0.05 },
};

const parts = (steps: Steps): PresetInput['parts'] => ({
  mf: { ...part('matrix factorization', matrixProblem, steps), axes: { 'model.depth': depths } },
  ...Object.fromEntries(
    orders.map(({ N, d, std }) => [
      `cp-${N}`,
      part(`tensor factorization of order ${N}`, tensorProblem(N, d, std), steps),
    ]),
  ),
  htf: part('hierarchical tensor factorization of order 4', hierarchicalProblem, steps),
});

const panel = (title: string, of: string, norm: string, where: Record<string, number> = {}): PanelInput =>
  normPanel(title, of, norm, { top: 2, where, yScale: 'log' });

/** A measurement with a larger error says nothing about the theory. */
const TELLING_ERROR = 0.1;

/** Measured exponents of the two largest components of a part, at the L of its law. */
const exponents = (label: string, part: string, norm: string, L: FinalLineInput['x']): FinalLineInput[] =>
  [1, 2].map((k) => ({
    label,
    part,
    x: L,
    value: { kind: 'final', metric: `growth_exponent_${norm}_${k}` },
    error: `growth_exponent_error_${norm}_${k}`,
    theory: `theoretical_exponent_${norm}`,
  }));

const exponentPanel = (
  title: string,
  yTitle: string,
  options: Partial<FinalPanelInput> = {},
): PanelInput => ({
  kind: 'final',
  title,
  lines: [
    ...exponents('matrix, depth L', 'mf', 'singular_value', 'model.depth'),
    ...orders.flatMap(({ N }) => exponents('tensor, order L', `cp-${N}`, 'component_norm', N)),
    ...['{1,2}', '{1,2,3,4}'].flatMap((node) =>
      exponents(`node ${node}`, 'htf', `local_component_norm${node}`, 3),
    ),
  ],
  seeds: 'points',
  mostError: TELLING_ERROR,
  xTitle: 'L',
  yTitle,
  span: 2,
  ...options,
});

export const growthExponents: SweepDefinition = parseDefinition(
  {
    name: 'growth-exponents',
    description:
      'The measured exponent of growth beside the theory, 2 - 2/L, for matrix factorizations of depth 2 to 4, tensor ' +
      'factorizations of order 3 to 5, and two nodes of a hierarchical one, at small steps and initializations.',
    presets: {
      quick: {
        description: 'one seed; ten seconds',
        seeds: [0],
        parts: parts({ learningRate: 1e-3, maxIterations: 20_000, every: 10 }),
      },
      paper: {
        description: 'steps a fifth as long, five seeds',
        seeds: paperSeeds,
        parts: parts({ learningRate: 2e-4, maxIterations: 100_000, every: 50 }),
      },
    },
    figure: {
      caption:
        'Above, measured exponents of the growth of the two largest components, with their errors; dashed, 2 - 2/L. Below, the norms s ' +
        'of these components during training; dashed, the law of growth ds/dt = L gamma s^(2 - 2/L) with the measured gamma, from ' +
        '1 % of the final norm on. L is the depth, the order, or 3 at nodes of a binary mode tree. Razin et al. 2021 and 2022.',
      columns: 4,
      panels: [
        exponentPanel('Exponent of growth', 'measured exponent'),
        exponentPanel('Measured exponent minus 2 - 2/L', 'difference', { show: 'deviations' }),
        ...depths.map((L) => panel(`Depth ${L}`, 'mf', 'singular_value', { 'model.depth': L })),
        panel('Node {1,2}', 'htf', 'local_component_norm{1,2}'),
        ...orders.map(({ N }) => panel(`Order ${N}`, `cp-${N}`, 'component_norm')),
        panel('Node {1,2,3,4}', 'htf', 'local_component_norm{1,2,3,4}'),
      ],
    },
  } satisfies SweepDefinitionInput,
  'growth-exponents',
);
