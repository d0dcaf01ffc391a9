/** Dense tensors are row-major: the last mode varies fastest. */

/** Number of entries of a tensor; 1 for one without modes. */
export const numelOf = (dims: readonly number[]): number => dims.reduce((product, d) => product * d, 1);

/** Index tuple (from 0) of a flat position, written to `out` (length N). */
export function unravel(position: number, dims: readonly number[], out: Int32Array | number[]): void {
  let rest = position;
  for (let n = dims.length - 1; n >= 0; n--) {
    out[n] = rest % dims[n]!;
    rest = Math.floor(rest / dims[n]!);
  }
}

/** Elements between neighbours along each mode. */
function stridesOf(dims: readonly number[]): number[] {
  const strides = dims.map(() => 1);
  for (let n = dims.length - 2; n >= 0; n--) strides[n] = strides[n + 1]! * dims[n + 1]!;
  return strides;
}

export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  /** Row-major, rows * cols values. */
  readonly values: Float64Array;
}

/**
 * [[W]]_I: the modes of I, in that order, become rows, the remaining modes, ascending, columns
 * (Razin et al. 2022, section 2).
 * @param modes I, numbered from 1
 */
export function matricization(
  tensor: ArrayLike<number>,
  dims: readonly number[],
  modes: readonly number[],
): Matrix {
  const strides = stridesOf(dims);
  const offsets = (chosen: readonly number[]): number[] =>
    chosen.reduce<number[]>(
      (all, n) =>
        all.flatMap((offset) => Array.from({ length: dims[n]! }, (_, i) => offset + i * strides[n]!)),
      [0],
    );
  const inside = modes.map((mode) => mode - 1);
  const rowOffsets = offsets(inside);
  const columnOffsets = offsets(dims.map((_, n) => n).filter((n) => !inside.includes(n)));
  const values = new Float64Array(rowOffsets.length * columnOffsets.length);
  let at = 0;
  for (const row of rowOffsets) for (const column of columnOffsets) values[at++] = tensor[row + column]!;
  return { rows: rowOffsets.length, cols: columnOffsets.length, values };
}

/** sqrt(sum of squares); NaN and infinities are kept. */
export function euclideanNorm(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}
