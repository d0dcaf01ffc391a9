/** What is told of the images as models see them: how many of each label, how bright, and how many patterns they have. */
import { blockPatterns, distinctImages, gridOf, type BlockPatterns, type Grid } from './patterns.ts';
import type { LabelledSamples } from '../samples/samplesOf.ts';

export interface LabelSummary {
  readonly label: number;
  readonly train: number;
  readonly test: number;
  /** Share of the training images' pixels that have each grey level. */
  readonly levelShares: readonly number[];
}

export interface Summary {
  readonly labels: readonly LabelSummary[];
  /** Of all training images. */
  readonly levelShares: readonly number[];
  readonly distinctImages: number;
  readonly patterns: readonly BlockPatterns[];
}

export interface Seen {
  readonly names: readonly string[];
  readonly train: LabelledSamples;
  readonly test: LabelledSamples;
}

/** Rows and columns of the blocks whose patterns are counted; 0 is a whole row. */
const BLOCKS = [
  [2, 2],
  [4, 4],
  [7, 7],
  [1, 0],
] as const;

/** @param seen labels are numbers of `names` */
export function summarize(
  { height, width, levels }: Pick<Grid, 'height' | 'width' | 'levels'>,
  { names, train, test }: Seen,
): Summary {
  const [size, classes] = [height * width, names.length];
  const counts = Array.from({ length: classes }, () => new Float64Array(levels));
  const images = { train: new Float64Array(classes), test: new Float64Array(classes) };
  for (const label of test.labels) images.test[label]!++;
  for (const [s, label] of train.labels.entries()) {
    images.train[label]!++;
    const ofLabel = counts[label]!;
    for (let p = s * size; p < (s + 1) * size; p++) ofLabel[train.tuples[p]!]!++;
  }
  const all = counts.reduce((sum, ofLabel) => sum.map((count, level) => count + ofLabel[level]!));
  const grid = gridOf(train.tuples, { height, width, levels });
  return {
    labels: counts.map((ofLabel, label) => ({
      label,
      train: images.train[label]!,
      test: images.test[label]!,
      levelShares: sharesOf(ofLabel),
    })),
    levelShares: sharesOf(all),
    distinctImages: distinctImages(grid),
    patterns: BLOCKS.filter(([rows, columns]) => rows < height && columns < width).map(([rows, columns]) =>
      blockPatterns(grid, { height: rows, width: columns || width }),
    ),
  };
}

function sharesOf(counts: Float64Array): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return Array.from(counts, (count) => (all === 0 ? 0 : count / all));
}
