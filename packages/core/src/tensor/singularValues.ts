/**
 * Singular values of a dense matrix: Householder reduction to a bidiagonal matrix (Golub, Kahan, "Calculating the singular values
 * and pseudo-inverse of a matrix", 1965), then the singular values of that matrix. Vectors are not computed.
 */
import { bidiagonalSingularValues } from './bidiagonal.ts';
import type { Matrix } from './shape.ts';

/** All min(rows, cols) singular values, descending; all NaN if an entry is not finite. */
export function singularValues(matrix: Matrix): Float64Array {
  const count = Math.min(matrix.rows, matrix.cols);
  const largest = matrix.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!Number.isFinite(largest)) return new Float64Array(count).fill(NaN);
  if (largest === 0) return new Float64Array(count);
  const scale = scaleNearOne(largest);
  const scaled = { ...matrix, values: matrix.values.map((value) => value * scale) };
  const { diagonal, superdiagonal } = bidiagonalize(matrix.rows < matrix.cols ? transposed(scaled) : scaled);
  return bidiagonalSingularValues(diagonal, superdiagonal).map((sigma) => sigma / scale);
}

/**
 * Vectors whose entries are all smaller than this count as zero, since products of them could underflow. The largest entry is
 * near one.
 */
const SMALLEST = 2 ** -400;

/** A power of two that brings the largest entry between 2^-100 and 2^100: its square stays within float64. */
function scaleNearOne(largest: number): number {
  let scale = 1;
  while (largest * scale > 2 ** 100) scale *= 2 ** -100;
  while (largest * scale < 2 ** -100) scale *= 2 ** 100;
  return scale;
}

function transposed({ rows, cols, values }: Matrix): Matrix {
  const flipped = new Float64Array(values.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) flipped[j * rows + i] = values[i * cols + j]!;
  return { rows: cols, cols: rows, values: flipped };
}

/** Reduces A (rows >= cols, overwritten) by reflections from the left and the right. */
function bidiagonalize({ rows, cols, values: a }: Matrix): {
  diagonal: Float64Array;
  superdiagonal: Float64Array;
} {
  const diagonal = new Float64Array(cols);
  const superdiagonal = new Float64Array(cols); // The last one is unused and 0.
  const dots = new Float64Array(cols);
  for (let k = 0; k < cols; k++) {
    diagonal[k] = reflect(a, k * cols + k, cols, rows - k);
    if (diagonal[k] !== 0) {
      // Columns k+1.. of the rows below: A <- A - v (v^T A) / (v_1 |alpha|), row by row to walk memory in order.
      const scale = 1 / (a[k * cols + k]! * diagonal[k]!);
      dots.fill(0, k + 1);
      for (let i = k; i < rows; i++) {
        const v = a[i * cols + k]!;
        for (let j = k + 1; j < cols; j++) dots[j] = dots[j]! + v * a[i * cols + j]!;
      }
      for (let i = k; i < rows; i++) {
        const v = a[i * cols + k]! * scale;
        for (let j = k + 1; j < cols; j++) a[i * cols + j] = a[i * cols + j]! + v * dots[j]!;
      }
    }
    if (k + 1 < cols) {
      const start = k * cols + k + 1;
      superdiagonal[k] = reflect(a, start, 1, cols - k - 1);
      if (superdiagonal[k] !== 0) {
        const scale = 1 / (a[start]! * superdiagonal[k]!);
        for (let i = k + 1; i < rows; i++) {
          const row = i * cols + k + 1;
          let dot = 0;
          for (let j = 0; j < cols - k - 1; j++) dot += a[row + j]! * a[start + j]!;
          dot *= scale;
          for (let j = 0; j < cols - k - 1; j++) a[row + j] = a[row + j]! + dot * a[start + j]!;
        }
      }
    }
  }
  return { diagonal, superdiagonal };
}

/**
 * Overwrites x (count values from `start`, `stride` apart) with the Householder vector v = x - alpha e_1 and returns
 * alpha = -sign(x_1) ||x||, so that v^T v = -2 alpha v_1 and the reflection is I + v v^T / (alpha v_1).
 */
function reflect(a: Float64Array, start: number, stride: number, count: number): number {
  let largest = 0;
  for (let i = 0; i < count; i++) largest = Math.max(largest, Math.abs(a[start + i * stride]!));
  if (largest < SMALLEST) return 0;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const x = a[start + i * stride]! / largest;
    sum += x * x;
  }
  const alpha = (a[start]! > 0 ? -largest : largest) * Math.sqrt(sum);
  a[start] = a[start]! - alpha;
  return alpha;
}
