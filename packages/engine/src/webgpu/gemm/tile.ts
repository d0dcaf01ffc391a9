/**
 * How a matrix product is cut into pieces. The choice depends on the product's size alone: a run's numbers must not depend on who
 * else is in its cohort, nor on how many.
 */

/** C = A B, where A is (m, k) and B is (k, n), row-major without gaps, or their transposes. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** A is stored as (k, m). */
  readonly transposeA?: boolean;
  /** B is stored as (n, k). */
  readonly transposeB?: boolean;
  /** C += A B */
  readonly accumulate?: boolean;
}

/**
 * A workgroup computes `rows` x `cols` elements of C and takes `depth` terms of their sums at a time, which it copies to its
 * memory first. Each of its invocations computes `threadRows` x `threadCols` of the elements in registers.
 */
export interface Tile {
  readonly rows: number;
  readonly cols: number;
  readonly depth: number;
  readonly threadRows: number;
  readonly threadCols: number;
}

/**
 * A GPU's workgroup memory delivers 32 numbers while its processors multiply 128 pairs. 8 x 8 elements in registers need 16 numbers
 * for 64 pairs, which is half of that. Smaller tiles have less reuse but more workgroups, and small products waste less of them.
 * All fit the 16 KiB of workgroup memory and the 256 invocations that every WebGPU device has.
 */
const LARGE: Tile = { rows: 128, cols: 128, depth: 8, threadRows: 8, threadCols: 8 };
const MEDIUM: Tile = { rows: 64, cols: 64, depth: 16, threadRows: 8, threadCols: 4 };
const TALL: Tile = { rows: 64, cols: 32, depth: 16, threadRows: 4, threadCols: 4 };
const WIDE: Tile = { rows: 32, cols: 64, depth: 16, threadRows: 4, threadCols: 4 };
const SMALL: Tile = { rows: 32, cols: 32, depth: 16, threadRows: 4, threadCols: 4 };

/** Large tiles are for products that fill them: at most this share more elements than with medium ones. */
const MOST_WASTE = 1 / 8;

export function tileOf({ m, n }: Product): Tile {
  if (paddedElements(LARGE, m, n) <= (1 + MOST_WASTE) * paddedElements(MEDIUM, m, n)) return LARGE;
  const [isTall, isWide] = [m > 32, n > 32];
  return isTall && isWide ? MEDIUM : isTall ? TALL : isWide ? WIDE : SMALL;
}

/** Invocations of a workgroup. */
export const invocationsOf = ({ rows, cols, threadRows, threadCols }: Tile): number =>
  (rows / threadRows) * (cols / threadCols);

/** Workgroups of one product, along the columns and the rows of C. */
export const workgroupsOf = ({ rows, cols }: Tile, { m, n }: Product): [x: number, y: number] => [
  Math.ceil(n / cols),
  Math.ceil(m / rows),
];

const paddedElements = ({ rows, cols }: Tile, m: number, n: number): number =>
  Math.ceil(m / rows) * rows * Math.ceil(n / cols) * cols;
