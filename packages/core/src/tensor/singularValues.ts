/**
 * Singular values of a dense matrix: Householder reduction to a bidiagonal matrix, then implicitly shifted QR steps on it
 * (Golub, Reinsch, "Singular value decomposition and least squares solutions", 1970). Vectors are not computed.
 */
import type { Matrix } from './shape.ts';

/** All min(rows, cols) singular values, descending; all NaN when an entry is not finite. */
export function singularValues(matrix: Matrix): Float64Array {
  const count = Math.min(matrix.rows, matrix.cols);
  if (!matrix.values.every(Number.isFinite)) return new Float64Array(count).fill(NaN);
  const { diagonal, superdiagonal } = bidiagonalize(
    matrix.rows < matrix.cols ? transposed(matrix) : copied(matrix),
  );
  diagonalize(diagonal, superdiagonal);
  return diagonal.map(Math.abs).sort().reverse();
}

const copied = (matrix: Matrix): Matrix => ({ ...matrix, values: matrix.values.slice() });

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
  const superdiagonal = new Float64Array(cols); // the last is unused and 0
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
  if (largest === 0) return 0;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const x = a[start + i * stride]! / largest;
    sum += x * x;
  }
  const alpha = (a[start]! > 0 ? -largest : largest) * Math.sqrt(sum);
  a[start] = a[start]! - alpha;
  return alpha;
}

/** Turns the bidiagonal matrix (d on the diagonal, e above it) into a diagonal one, in place. */
function diagonalize(d: Float64Array, e: Float64Array): void {
  const largest = Math.max(...d.map(Math.abs), ...e.map(Math.abs), 0);
  const negligible = Number.EPSILON * largest;
  let last = d.length - 1;
  for (let steps = 60 * d.length; last > 0 && steps > 0; steps--) {
    if (Math.abs(e[last - 1]!) <= negligible) {
      last--;
      continue;
    }
    let first = last - 1;
    while (first > 0 && Math.abs(e[first - 1]!) > negligible) first--;
    const zero = d.findIndex((value, i) => i >= first && i < last && Math.abs(value) <= negligible);
    if (zero >= 0) chaseZero(d, e, zero, last);
    else qrStep(d, e, first, last);
  }
}

/** d[zero] = 0: rotates e[zero] out of the row to the right, which splits the matrix there. */
function chaseZero(d: Float64Array, e: Float64Array, zero: number, last: number): void {
  let f = e[zero]!;
  d[zero] = 0;
  e[zero] = 0;
  for (let i = zero + 1; i <= last && f !== 0; i++) {
    const h = Math.sqrt(d[i]! * d[i]! + f * f);
    const cos = d[i]! / h;
    const sin = f / h;
    d[i] = h;
    f = -sin * e[i]!;
    if (i < last) e[i] = cos * e[i]!;
  }
}

/** One implicit QR step with Wilkinson's shift on rows first..last. */
function qrStep(d: Float64Array, e: Float64Array, first: number, last: number): void {
  // Shift: the eigenvalue of the trailing 2 x 2 block of B^T B that is closer to its last entry.
  const before = last - 1 > first ? e[last - 2]! : 0;
  const a = d[last - 1]! * d[last - 1]! + before * before;
  const b = d[last - 1]! * e[last - 1]!;
  const c = d[last]! * d[last]! + e[last - 1]! * e[last - 1]!;
  const delta = (a - c) / 2;
  const root = Math.sqrt(delta * delta + b * b);
  const shift = c - (b * b) / (delta + (delta < 0 ? -root : root));
  let y = d[first]! * d[first]! - shift;
  let z = d[first]! * e[first]!;
  for (let k = first; k < last; k++) {
    let [cos, sin, length] = rotation(y, z);
    if (k > first) e[k - 1] = length;
    y = cos * d[k]! + sin * e[k]!;
    e[k] = cos * e[k]! - sin * d[k]!;
    z = sin * d[k + 1]!;
    d[k + 1] = cos * d[k + 1]!;
    [cos, sin, length] = rotation(y, z);
    d[k] = length;
    y = cos * e[k]! + sin * d[k + 1]!;
    d[k + 1] = cos * d[k + 1]! - sin * e[k]!;
    if (k + 1 < last) {
      z = sin * e[k + 1]!;
      e[k + 1] = cos * e[k + 1]!;
    }
    e[k] = y;
  }
}

/** The rotation that turns (y, z) into (length, 0). */
function rotation(y: number, z: number): [cos: number, sin: number, length: number] {
  const length = Math.sqrt(y * y + z * z);
  return length === 0 ? [1, 0, 0] : [y / length, z / length, length];
}
