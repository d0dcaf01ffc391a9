/** Small factors that stand for tall matrices: those with the same Gram matrix have the same singular values in any product. */
import type { Matrix } from '@ranksweep/core';

/**
 * A matrix F with F^T F = A^T A and at most as many rows as columns: R of A = Q R, by Householder reflections; A itself where it is
 * not taller than wide. F B^T has the singular values of A B^T whatever B is.
 */
export function compressed({ rows, cols, values }: Matrix): Matrix {
  if (rows <= cols) return { rows, cols, values };
  const a = values.slice();
  for (let k = 0; k < cols; k++) {
    const norm = Math.hypot(...Array.from({ length: rows - k }, (_, i) => a[(k + i) * cols + k]!));
    if (norm === 0) continue;
    // v = x - alpha e_1 with alpha = -sign(x_1) |x|: nothing cancels. A <- A - v (v^T A) / (-alpha v_1).
    const alpha = a[k * cols + k]! > 0 ? -norm : norm;
    a[k * cols + k]! -= alpha;
    const scale = -1 / (alpha * a[k * cols + k]!);
    for (let j = k + 1; j < cols; j++) {
      let dot = 0;
      for (let i = k; i < rows; i++) dot += a[i * cols + k]! * a[i * cols + j]!;
      for (let i = k; i < rows; i++) a[i * cols + j]! -= dot * scale * a[i * cols + k]!;
    }
    a[k * cols + k] = alpha;
    for (let i = k + 1; i < rows; i++) a[i * cols + k] = 0;
  }
  return { rows: cols, cols, values: a.subarray(0, cols * cols) };
}

/** A B. */
export function product(A: Matrix, B: Matrix): Matrix {
  const values = new Float64Array(A.rows * B.cols);
  for (let i = 0; i < A.rows; i++)
    for (let k = 0; k < A.cols; k++)
      for (let j = 0; j < B.cols; j++)
        values[i * B.cols + j]! += A.values[i * A.cols + k]! * B.values[k * B.cols + j]!;
  return { rows: A.rows, cols: B.cols, values };
}

export function transposed({ rows, cols, values }: Matrix): Matrix {
  const flipped = new Float64Array(values.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) flipped[j * rows + i] = values[i * cols + j]!;
  return { rows: cols, cols: rows, values: flipped };
}

/** The Khatri-Rao product: every row of one times every row of the other, number by number. Both have equally many columns. */
export function khatriRao(A: Matrix, B: Matrix): Matrix {
  const { cols } = A;
  const values = new Float64Array(A.rows * B.rows * cols);
  let at = 0;
  for (let i = 0; i < A.rows; i++)
    for (let j = 0; j < B.rows; j++)
      for (let r = 0; r < cols; r++) values[at++] = A.values[i * cols + r]! * B.values[j * cols + r]!;
  return { rows: A.rows * B.rows, cols, values };
}
