/** Images made smaller by averaging. */
import type { ImageSet, Images } from '../imageSet.ts';

export interface Pooled {
  /** Sums of levels over `pool` x `pool` pixels; shape (count, height, width, channels). */
  readonly sums: Uint8Array | Uint16Array;
  readonly height: number;
  readonly width: number;
}

/** Sums of more bytes would not fit into 16 bits. */
export const MOST_POOL = 16;

/** @param pool divides height and width of the images */
export function pooled(
  { pixels, count }: Images,
  { height, width, channels }: Pick<ImageSet, 'height' | 'width' | 'channels'>,
  pool: number,
): Pooled {
  if (pool === 1) return { sums: pixels, height, width };
  const small = { height: height / pool, width: width / pool };
  const sums = new Uint16Array(count * small.height * small.width * channels);
  let from = 0;
  for (let image = 0; image < count; image++) {
    for (let row = 0; row < height; row++) {
      const smallRow = (image * small.height + Math.floor(row / pool)) * small.width;
      for (let column = 0; column < width; column++) {
        const to = (smallRow + Math.floor(column / pool)) * channels;
        for (let channel = 0; channel < channels; channel++) sums[to + channel]! += pixels[from++]!;
      }
    }
  }
  return { sums, ...small };
}
