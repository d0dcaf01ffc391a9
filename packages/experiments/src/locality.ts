/**
 * Locality as an implicit regularization: a hierarchical tensor factorization on a mode tree of near modes learns what is near, and is
 * slow to learn what is far apart. Gradient descent keeps the ranks at the nodes of its own tree low (Razin et al. 2022, section 6, on
 * convolutional networks), and these are what long-range dependence needs. The same model on a tree of far modes has the opposite bias.
 */
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import { stopAt, type PanelInput, type PartInput, type PresetInput } from './common.ts';

const NEAR = 'checkerboard';
const FAR = 'half';

/** The split of the modes at a node of each tree, as metrics name it. Of the other tree it parts every node. */
const splits = { [NEAR]: '{1,2}', [FAR]: '{1,3}' } as const;
type Tree = keyof typeof splits;
const trees: Tree[] = [NEAR, FAR];
const other = (tree: Tree): Tree => (tree === NEAR ? FAR : NEAR);

const rankAcross = (tree: Tree): string => `effective_rank${splits[tree]}`;

function part(description: string, observed: number[], targetOf: (tree: Tree) => Tree): PartInput {
  return {
    description,
    base: {
      model: { kind: 'hierarchical', widths: [24, 24] },
      task: {
        kind: 'completion',
        dims: [6, 6, 6, 6],
        observed: observed[0]!,
        // Entries of order 1. Rank 1 at the nodes of its tree: a product of two factors, each of two modes.
        target: { kind: 'hierarchical', ranks: [2, 1], frobeniusNorm: 36 },
      },
      init: { std: 0.1 },
      optimizer: { kind: 'group-rmsprop', learningRate: 0.003 },
      stop: stopAt(20_000),
      record: {
        every: 50,
        metrics: ['train_loss', 'reconstruction_error', ...trees.map(rankAcross)],
      },
    },
    axes: {
      'model.pooling': trees,
      'task.target.pooling': trees.map(targetOf),
      'task.observed': observed,
    },
    zip: [['model.pooling', 'task.target.pooling']],
  };
}

const parts = (observed: number[]): PresetInput['parts'] => ({
  matched: part('the tree of the model is that of the target', observed, (tree) => tree),
  mismatched: part('near modes are joined in one of the two, far ones in the other', observed, other),
});

const fits = ['matched', 'mismatched'] as const;
/** What the curves are drawn of: the fewest observed entries, where the trees matter most. */
const where = { 'task.observed': 250 };

const errorPanel: PanelInput = {
  title: 'Reconstruction error, 250 observed',
  part: 'matched',
  metric: 'reconstruction_error',
  where,
  curves: fits.map((fit) => ({ label: `${fit} trees`, part: fit })),
  over: ['model.pooling'],
  seeds: 'quartiles',
  yScale: 'log',
  yTitle: 'reconstruction error',
};

const rankPanel = (fit: (typeof fits)[number], title: string): PanelInput => ({
  title,
  part: fit,
  metric: rankAcross(NEAR),
  where,
  curves: trees.flatMap((tree) => [
    {
      label: "across a node of the model's tree",
      metric: rankAcross(tree),
      where: { 'model.pooling': tree },
    },
    { label: 'across the other split', metric: rankAcross(other(tree)), where: { 'model.pooling': tree } },
  ]),
  over: ['model.pooling'],
  seeds: 'quartiles',
  yScale: 'log',
  yTitle: 'effective rank',
});

const finalPanel: PanelInput = {
  kind: 'final',
  title: 'Error in the end',
  lines: fits.map((fit) => ({
    label: `${fit} trees`,
    part: fit,
    x: 'task.observed',
    value: { kind: 'final', metric: 'reconstruction_error' },
  })),
  over: ['model.pooling'],
  seeds: 'quartiles',
  xTitle: 'observed entries of 1296',
  yTitle: 'final reconstruction error',
  yScale: 'log',
};

export const locality: SweepDefinition = parseDefinition(
  {
    name: 'locality',
    description:
      'Hierarchical tensor factorizations whose mode tree joins near modes or far ones, on targets of either kind: a tree learns what ' +
      'its own nodes hold together, and is slow to learn what they part (after Razin et al. 2022, section 6).',
    presets: {
      quick: {
        description: 'ten seeds, two numbers of observed entries',
        seeds: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        parts: parts([250, 500]),
      },
      paper: {
        description: 'twenty seeds, six numbers of observed entries',
        seeds: Array.from({ length: 20 }, (_, seed) => seed),
        parts: parts([150, 250, 350, 500, 700, 1000]),
      },
    },
    figure: {
      caption:
        'Order 4, near trees with the nodes {1,2} and {3,4}, far trees with {1,3} and {2,4}. Where the trees of model and target match, the ' +
        "error falls and the rank across the model's own node stays at 1. Where they do not, the model first grows the rank that its tree makes " +
        'cheap, and its error stays large. After Razin et al. 2022, section 6.',
      columns: 2,
      panels: [
        errorPanel,
        finalPanel,
        rankPanel('matched', 'Matched trees: rank, 250 observed'),
        rankPanel('mismatched', 'Mismatched trees: rank, 250 observed'),
      ],
    },
  } satisfies SweepDefinitionInput,
  'locality',
);
