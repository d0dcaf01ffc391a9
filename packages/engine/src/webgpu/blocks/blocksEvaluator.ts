/**
 * CP on samples of very many modes as instructions. The CPU looks up products of neighbouring modes, which it finds anew for every
 * batch. Here every sample multiplies all its factors: nothing has to be sorted, and a batch is no more than a list of samples.
 */
import { allSamples, indexTuples, type BlocksPlan, type Problem, type Workload } from '@ranksweep/core';
import type { Instruction } from '../instruction.ts';
import type { Layout } from '../layout.ts';
import type { PageLayout } from '../page.ts';
import type { Evaluator, ParameterFields } from '../plan/evaluator.ts';
import { packedTuples, tuplesLayout } from './packedTuples.ts';

export interface BlocksOptions {
  readonly example: Workload;
  readonly layout: Layout;
  readonly page: PageLayout;
  readonly parameters: ParameterFields;
}

/** Values and their gradients have one number for every sample or observed entry; those of the test set are last. */
export function blocksEvaluator({ example, layout, page, parameters }: BlocksOptions): Evaluator {
  const plan = example.plan as BlocksPlan;
  const { entries, batchSize, width } = plan;
  const N = plan.network.dims.length;
  // Weights of a linear output are a mode of size 1.
  const sizes = parameters.values.map(({ length }) => length / width);
  const tuples = tuplesLayout(sizes);
  const starts = parameters.values.map(({ offset }) => offset);
  const [startsAt, pairs] = [Int32Array.from(starts), pairsOfRows(starts, sizes, width)];
  const startsInPage = page.add(() => startsAt);
  const pairsInPage = page.add(() => pairs);
  // Runs on one data set are loaded one after another.
  const packed = new WeakMap<Problem, Int32Array>();
  const packedOf = (problem: Problem): Int32Array => {
    const known = packed.get(problem) ?? packedTuples(tuplesOf(problem), N, tuples);
    packed.set(problem, known);
    return known;
  };
  const tuplesInPage = page.add(({ problem }) => packedOf(problem), entries * tuples.words);
  const products = layout.field(batchSize * width);
  const [values, valueGradients] = [layout.field(entries), layout.field(entries)];
  const first = parameters.values[0]!.offset;
  const last = parameters.values.at(-1)!;
  const gradients = parameters.gradients[0]!.offset;

  const packing = { y: tuplesInPage, z: tuples.words, aRow: tuples.bits };
  const forwardOf = (selection: Selection): Instruction[] => [
    {
      kind: 'blocksProducts',
      ...selection,
      n: width,
      out: products.offset,
      b: sizes.length,
      x: startsInPage,
      ...packing,
    },
    { kind: 'blocksValues', ...selection, n: width, a: products.offset, out: values.offset },
  ];
  const training = example.problem.y.length;
  const isBatched = example.config.batch !== undefined;
  const step: Selection = isBatched ? { batched: 1, m: batchSize } : { k: 0, m: training };
  return {
    values,
    valueGradients,
    // The training samples come last: their products are then there for the backward pass.
    forward: selections(entries, batchSize).toReversed().flatMap(forwardOf),
    forwardOfIteration: forwardOf(step),
    backward: [
      { kind: 'blocksTerms', ...step, n: width, a: valueGradients.offset, out: products.offset },
      {
        kind: 'blocksSums',
        ...step,
        n: width,
        a: products.offset,
        out: gradients - first,
        b: pairs.length / PAIR_WORDS,
        x: pairsInPage,
        ...packing,
      },
      { kind: 'blocksQuotients', m: last.offset + last.length - first, a: first, out: gradients },
    ],
  };
}

/** Of all that a plan may evaluate, row-major. @throws TypeError for sensing, whose plans are dense */
function tuplesOf(problem: Problem): ArrayLike<number> {
  switch (problem.kind) {
    case 'samples':
      return allSamples(problem).tuples;
    case 'completion':
      return indexTuples(problem.observed, problem.dims);
    case 'sensing':
      throw new TypeError('measurements act on a dense last join');
  }
}

/** The batch, which has at most `m` samples, or `m` samples from `k` on. */
type Selection = { readonly batched: 1; readonly m: number } | { readonly m: number; readonly k: number };

const selections = (samples: number, most: number): Selection[] =>
  Array.from({ length: Math.ceil(samples / most) }, (_, i) => ({
    k: i * most,
    m: Math.min(most, samples - i * most),
  }));

const PAIR_WORDS = 4;

/** All rows of the matrices, two by two: place of the first, its mode, its index, and how many there are. */
const pairsOfRows = (starts: readonly number[], sizes: readonly number[], width: number): Int32Array =>
  Int32Array.from(
    sizes.flatMap((size, mode) =>
      Array.from({ length: Math.ceil(size / 2) }, (_, half) => {
        const row = 2 * half;
        return [starts[mode]! + row * width, mode, row, Math.min(2, size - row)];
      }).flat(),
    ),
  );
