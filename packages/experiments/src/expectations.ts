/** What experiments of ours are expected to show, in numbers, beside what runs of preset `paper` give. */
import type { Cell } from '@ranksweep/kinds';

export interface Expectation {
  readonly definition: string;
  readonly part: string;
  /** Values of axes, of all cells that it is about. */
  readonly where: Cell;
  readonly metric: string;
  /** The iteration at which it is looked at. Default: the last. */
  readonly iteration?: number;
  readonly is: 'below' | 'above';
  readonly value: number;
}

const trees = { near: 'checkerboard', far: 'half' } as const;
const acrossNodesOf = { near: 'effective_rank{1,2}', far: 'effective_rank{1,3}' } as const;
const both = [
  { own: 'near', other: 'far' },
  { own: 'far', other: 'near' },
] as const;

const errors = (
  part: string,
  observed: readonly number[],
  expected: Pick<Expectation, 'is' | 'value'>,
): Expectation[] =>
  observed.map((n) => ({
    definition: 'locality',
    part,
    where: { 'task.observed': n },
    metric: 'reconstruction_error',
    ...expected,
  }));

/** While the error of mismatched trees falls for the first time, one rank is still at its least, and the other grows. */
const EARLY = 2000;

const ranks = (
  part: string,
  of: (typeof both)[number],
  expected: Pick<Expectation, 'metric' | 'is' | 'value' | 'iteration'>,
): Expectation => ({
  definition: 'locality',
  part,
  where: { 'model.pooling': trees[of.own], 'task.observed': 250 },
  ...expected,
});

export const expectations: readonly Expectation[] = [
  ...errors('matched', [250, 500, 1000], { is: 'below', value: 0.05 }),
  ...both.map((of) => ranks('matched', of, { metric: acrossNodesOf[of.own], is: 'below', value: 1.05 })),
  ...errors('mismatched', [250, 500, 1000], { is: 'above', value: 0.15 }),
  ...both.flatMap((of) => [
    ranks('mismatched', of, { metric: acrossNodesOf[of.own], iteration: EARLY, is: 'below', value: 1.05 }),
    ranks('mismatched', of, { metric: acrossNodesOf[of.other], iteration: EARLY, is: 'above', value: 1.2 }),
  ]),
];
