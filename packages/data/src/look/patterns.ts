/** How few patterns blocks of neighbouring pixels have: what makes tensors of hundreds of modes cheap to evaluate. */

export interface BlockPatterns {
  /** Rows and columns of a block. Blocks at the lower and right edge may be smaller. */
  readonly height: number;
  readonly width: number;
  readonly blocks: number;
  /** Distinct patterns among the images, summed over blocks. */
  readonly total: number;
  /** Of the block that has the most. */
  readonly most: number;
}

/** Images pixel by pixel, since patterns are counted so: all images' first pixels, all second ones, ... */
export interface Grid {
  /** Grey levels, shape (height, width, count). */
  readonly pixels: Uint8Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly levels: number;
}

/** @param tuples shape (count, height, width) */
export function gridOf(
  tuples: Uint8Array,
  { height, width, levels }: Pick<Grid, 'height' | 'width' | 'levels'>,
): Grid {
  const size = height * width;
  const count = tuples.length / size;
  const pixels = new Uint8Array(tuples.length);
  // A few images at a time, which stay in the processor's cache while all of their pixels are gone through.
  for (let first = 0; first < count; first += TILE) {
    const end = Math.min(first + TILE, count);
    for (let pixel = 0; pixel < size; pixel++) {
      for (let s = first; s < end; s++) pixels[pixel * count + s] = tuples[s * size + pixel]!;
    }
  }
  return { pixels, count, height, width, levels };
}

const TILE = 64;

/** Cuts all images into blocks of one size, and counts the patterns that each block has. */
export function blockPatterns(
  grid: Grid,
  size: { readonly height: number; readonly width: number },
): BlockPatterns {
  const counts: number[] = [];
  for (let top = 0; top < grid.height; top += size.height) {
    for (let left = 0; left < grid.width; left += size.width) {
      counts.push(distinctPatterns(grid, pixelsOf(grid, { top, left, ...size })));
    }
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  return { ...size, blocks: counts.length, total, most: Math.max(0, ...counts) };
}

/** How many of the images are distinct. */
export const distinctImages = (grid: Grid): number =>
  distinctPatterns(grid, pixelsOf(grid, { top: 0, left: 0, height: grid.height, width: grid.width }));

interface Block {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** Numbers of the pixels of a block, row by row. */
function pixelsOf(grid: Grid, { top, left, height, width }: Block): number[] {
  const pixels: number[] = [];
  for (let row = top; row < Math.min(top + height, grid.height); row++) {
    for (let column = left; column < Math.min(left + width, grid.width); column++) {
      pixels.push(row * grid.width + column);
    }
  }
  return pixels;
}

/** Keys up to here are whole numbers to the last digit. */
const MOST_KEYS = Number.MAX_SAFE_INTEGER;
/** Up to so many keys, a table of those that are there is faster than a set. */
const MOST_TABLE = 2 ** 22;

function distinctPatterns({ pixels: levelOf, count, levels }: Grid, pixels: readonly number[]): number {
  // The number of each image's pattern so far, pixel by pixel; in [0, bound).
  const keys = new Float64Array(count);
  let bound = 1;
  for (const pixel of pixels) {
    if (bound > MOST_KEYS / levels) bound = renumber(keys);
    for (let s = 0, at = pixel * count; s < count; s++, at++) keys[s] = keys[s]! * levels + levelOf[at]!;
    bound *= levels;
  }
  if (bound > MOST_TABLE) return new Set(keys).size;
  const isThere = new Uint8Array(bound);
  let distinct = 0;
  for (const key of keys) {
    if (isThere[key] === 0) distinct++;
    isThere[key] = 1;
  }
  return distinct;
}

/** Replaces keys by 0, 1, ... in the order in which they come first. @returns how many there are */
function renumber(keys: Float64Array): number {
  const numbers = new Map<number, number>();
  for (let s = 0; s < keys.length; s++) {
    const key = keys[s]!;
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, (number = numbers.size));
    keys[s] = number;
  }
  return numbers.size;
}
