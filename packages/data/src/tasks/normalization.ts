/** The mean and the standard deviation of a set's pixels, by which they are normalized. */
import type { ImageSet, Normalization } from '../imageSet.ts';

/** What is published of a known set, or else what its training images have. */
export function normalizationOf(set: ImageSet): Normalization {
  if (set.normalization) return set.normalization;
  const channels = Array.from({ length: set.channels }, (_, c) => momentsOf(set, c));
  return { mean: channels.map(({ mean }) => mean), std: channels.map(({ std }) => std) };
}

/** Exact sums: of 2^31 bytes, squares sum to less than 2^53. */
function momentsOf({ train: { pixels }, channels, maxLevel }: ImageSet, channel: number) {
  let [sum, squares, count] = [0, 0, 0];
  for (let at = channel; at < pixels.length; at += channels) {
    const level = pixels[at]!;
    sum += level;
    squares += level * level;
    count++;
  }
  return momentsFrom({ sum, squares, count, maxLevel });
}

export interface Sums {
  readonly sum: number;
  readonly squares: number;
  readonly count: number;
  readonly maxLevel: number;
}

/** Where all pixels are alike, the deviation is called 1, so that they become 0. */
export function momentsFrom({ sum, squares, count, maxLevel }: Sums): {
  readonly mean: number;
  readonly std: number;
} {
  const mean = sum / count;
  const variance = Math.max(0, squares / count - mean * mean);
  return { mean: mean / maxLevel, std: variance === 0 ? 1 : Math.sqrt(variance) / maxLevel };
}
