/** What people have to say beside the numbers of docs/RESULTS.md: where ours differ from the published ones, and why. */
import { hint, InputError } from '@ranksweep/core';
import { type SweepDefinition } from '@ranksweep/kinds';

export interface Remark {
  readonly definition: string;
  /** Stands behind this part's tables; without one, before all parts. */
  readonly part?: string;
  /** A paragraph of Markdown. */
  readonly text: string;
}

export const remarks: readonly Remark[] = [
  {
    definition: 'dynamics',
    text:
      'Shapes and times are the published ones: one component after another, the first at the same iteration to within one or two ' +
      'snapshots. Norms differ by what the targets, whose factors are drawn anew for every seed, give. The processor was shared ' +
      'with other work while these runs were computed, so times by the clock are upper bounds.',
  },
  {
    definition: 'dynamics',
    part: 'b-mf',
    text:
      'Everything published lies within the range over five seeds but the fifth half-rise, which comes 5 % later than the latest here, ' +
      'as read off the plot.',
  },
  {
    definition: 'dynamics',
    part: 'b-tf',
    text:
      'The published second norm, 36.2, is above all of ours and nearly equal to the first, and the third, 24.2, a little below: that ' +
      'target has two components of nearly the same size. Its fourth component rises later than ours; which of them are late ' +
      'differs from seed to seed.',
  },
  {
    definition: 'dynamics',
    part: 'b-htf',
    text:
      'All five seeds converge, after 26 to 334 thousand iterations; the published plot ends at 32 thousand. Seed 0 rests for 117 ' +
      'thousand iterations with one component. The published fifth component is larger than ours, which stay below 5 % of the ' +
      'largest and so have no half-rise: the last and smallest components are learned last, and how large they are depends on ' +
      'the target. Exponents at the nodes below the root are uncertain: at the published step length local components ' +
      'there rise within few snapshots, and change places.',
  },
  {
    definition: 'sensing',
    text:
      'Nothing is published of these in numbers. Matrix and tensor factorization behave as in completion, with nearly the same ' +
      'half-rises; two of five hierarchical ones are not at zero loss after 100 thousand iterations.',
  },
  {
    definition: 'tensor-rank',
    part: 'a-dyn',
    text:
      'The order of things is the published one: the smaller the initialization, the longer the plateaus, the more nearly five ' +
      'components are found (the sixth ends at 1e-4 or less from std 0.01 and 0.005, at 0.02 from 0.05, medians), and the smaller ' +
      'the error. When the later components rise differs between seeds by factors of two to six. From std 0.005 three of the five ' +
      'published half-rises lie within our range; the first comes a fifth later than our latest, the third 2 % before our ' +
      'earliest. Two things differ. From std 0.005 the published error falls to 7e-6; ours ends at some 6e-3, where the loss has ' +
      'stayed below 1e-8 for 51 checks: beside entries of mean square 1e-4 that bound is an error of 1e-2, so a run under this rule ' +
      'has no reason to go on to 7e-6. And one seed of five, the same from std 0.01 and 0.005, finds another fit of the ' +
      'observed entries, with six or more components and an error of 1.3.',
  },
  {
    definition: 'tensor-rank-variants',
    text:
      'Sizes and thresholds are ours: the paper shows these variants without their numbers. From std 0.005 five components ' +
      'are found in the median of all four, from 0.05 none stands out. With the Huber loss and with rank-one sensing the loss rests ' +
      'just above 1e-8 at steps of 0.01, and runs go to their limit.',
  },
  {
    definition: 'order',
    text:
      'Of orders 4 and 5 later components rise long after the first, and within few snapshots of 25 iterations: hence the larger errors ' +
      'of their exponents. Runs at their limit have not found the last of five.',
  },
  {
    definition: 'trees',
    text:
      'The trees of orders 8 and 9 start from large initializations, without which their end tensors would take too long to leave ' +
      'zero: their components are never balanced while they rise, so there is no prediction and nearly no exponent.',
  },
  {
    definition: 'locality',
    text:
      'With 250 of 1296 entries observed, matched trees end at an error of 0.011 in the median, mismatched ones at 2.5. The rank across a node of ' +
      "the model's own tree falls to 1 within 500 iterations, whatever the target is. Of mismatched trees it is still 1 after 2000 iterations, in " +
      'every run, while the rank across the other split has begun to grow: the model explains the entries by what its tree makes cheap. Its own ' +
      'rank follows later or not at all. This does not separate every run: with 250 entries a quarter of the matched runs find another fit of ' +
      'the observed entries and end above 0.05, as more than half do with 150. From 500 entries on all matched runs recover the target, but more than half ' +
      'of the mismatched ones come below 0.15 within 20,000 iterations, too: enough entries make up for the wrong tree.',
  },
  {
    definition: 'rank-one',
    text:
      'The largest distance while the end tensor has less than half of the norm of the target, over the seeds that start there: 5e-5 to ' +
      '2e-4 from std 0.02, 4e-6 to 9e-6 from 0.01, 6e-7 to 6e-6 from 0.005 and from 0.0025. It shrinks with the ' +
      'initialization, as the theorem says, down to what steps of 0.01 leave on a loss with kinks. From the larger scales some ' +
      'seeds start beyond: the lead that the theorem asks for is the larger the less the leading component points downhill. ' +
      'Times include one attempt that a search without bound had held up; the search has one now.',
  },
  {
    definition: 'growth-exponents',
    text:
      'Every measurement with an error below 0.1 has the exponent of the theory within its error, at depths 2 to 4, orders 3 to 5 and ' +
      'three nodes of a hierarchical factorization. Runs that stop at their limit have found one component of two; what it ' +
      'took to find it is all that is asked here.',
  },
  {
    definition: 'phase-diagram',
    text:
      'From small initializations the number of components found is the rank of the target as soon as enough entries are observed, ' +
      'and the error falls over few columns; from large ones ten components and more share what is observed, whatever the ' +
      'rank. Where too few entries are observed, small initializations find large components that fit nothing else.',
  },
  {
    definition: 'natural-rank',
    text:
      'After 100 epochs of batches of 500, real images are fitted far below the variance, 0.0889 in training and 0.0866 in testing, and test as ' +
      'they train: at R = 5 training and test error are 0.010 and 0.012. Random images, 0.080 and 0.094, and random labels, 0.087 and 0.090, are ' +
      'hardly fitted, and test above the variance.',
  },
  {
    definition: 'natural-rank',
    text:
      'At R = 1 the labels differ by a factor of nearly five, from 0.0088 (label 1) to 0.0404 (label 8): what is published is their ' +
      'mean, and no single label can meet it. Label 6, which the longer runs below are of, is one of the easiest. Random data look alike ' +
      'whatever the label. They take thousands of epochs to be memorized: for the first thousand they stay within a fifth of the variance. At R = 5 ' +
      'real images are still being fitted after a thousand epochs, too.',
  },
  {
    definition: 'natural-rank-trees',
    text:
      "The image's own tree fits real images a little better at the same widths: its training error is 7 to 8 % lower from widths [2,2,2] " +
      'on, for 8 of 10 labels, but for the test error that is hardly more than chance. Bars show how labels differ, which is far more. ' +
      'Both trees fit random images alike.',
  },
  {
    definition: 'natural-rank-levels',
    text:
      'Four levels have twice the parameters of two at the same rank. The training error of real images falls to a third or a half, that ' +
      'of random labels falls, too, and the test error of real images stays about the same. At rank 5 training has not ended.',
  },
  {
    definition: 'natural-rank-images',
    text:
      'All runs have equally many updates. A hundred digits are fitted almost whatever they are. With more of them, the error of random ' +
      'data rises to the variance, and that of real images hardly rises, while their test error falls: it takes many images for a rank to ' +
      'tell real from random data.',
  },
  {
    definition: 'is-same-class',
    text:
      'The small setting keeps the shape of what is published: without the penalty accuracy falls with distance to a little above chance, and the ' +
      'penalty wins most of it back. Without it, these networks learn their 1000 pairs by heart and stop after 60 to 82 epochs in the mean; with ' +
      'it, they go on to the limit of 150 and end at 99 % of them. Weight decay of 0.01 and dropout of 0.1 help as well, by less than half ' +
      'as much; more of either makes it worse.',
  },
  {
    definition: 'pathfinder',
    text:
      'At the greater length the penalty gains 13 points, and its seeds lie closer together. But it is not what helps most here: weight decay of ' +
      '0.01 or 0.03 ends a few points above it, and dropout of 0.1 beside it. Nor does it lower the cosine on test images, of two patches of 2 x 2 ' +
      'pixels each, which stays above 0.9 with it and without. So this size does not tell the penalty apart from other ways to keep a small ' +
      'network from learning its images by heart. At length 3 both ends lie within the spread ' +
      'of the seeds. What was tried before and does not separate: with the distractors of the paper in proportion, the same network learned 4000 ' +
      'images of length 3 to 94 % and told others at 51 %; with a first convolution at stride 1, length 6 likewise. Without distractors ' +
      'it learns from 8000 images what others show.',
  },
  {
    definition: 'recovery',
    text:
      'Presets `quick` and `grid`: `npx ranksweep run recovery` and `npx ranksweep run recovery --preset grid`. The setting is that ' +
      'of `tensor-rank`, order 4, with modes of dimension 5 in place of 10, 125 components and std 0.02; preset `paper` has the ' +
      'published sizes, and has not been run to its end: its first runs took 10,000 iterations and more, of 6 to 8 ms on a busy ' +
      'machine, and 120 of these take hours. A target counts as recovered where the final reconstruction error is below 0.1. The ' +
      'grid has 20 numbers of entries, 25 to 500 of 625, and ten seeds: 1200 runs. The search makes at most 20 runs for each rank: ' +
      '120.',
  },
  {
    definition: 'recovery',
    part: 'cp',
    text:
      'Intervals are wide where the share of seeds that recover rises slowly: at rank 3 from 0.1 at 150 entries to 0.8 at 250. The ' +
      'grid itself knows its answer no better at these ranks: of ten seeds, 0.5, 0.6, 0.5, 0.6 and 0.8 recover at rank 5 from 150, ' +
      '175, 200, 225 and 250 entries.',
  },
];

/** @throws InputError for a remark on a definition, or a part of its preset, that does not exist */
export function checkRemarks(
  given: readonly Remark[],
  definitions: readonly SweepDefinition[],
  preset: string,
): void {
  for (const { definition: name, part } of given) {
    const definition = definitions.find((one) => one.name === name);
    if (definition === undefined) {
      const names = definitions.map((one) => one.name);
      throw new InputError(`remarks: expected the name of a definition, found '${name}'${hint(name, names)}`);
    }
    const parts = Object.keys(definition.presets[preset]?.parts ?? {});
    if (part !== undefined && !parts.includes(part)) {
      throw new InputError(`remarks: expected a part of ${name}, found '${part}'${hint(part, parts)}`);
    }
  }
}
