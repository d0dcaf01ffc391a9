/**
 * The algebra of a CP fit, one mode at a time (Kolda and Bader 2009, "Tensor Decompositions and Applications", sections 2.6
 * and 3.1).
 *
 * Letters: A_n the factor of mode n, (d_n, R), row-major; Z_n the Khatri-Rao product of all other factors, (K, R) with
 * K = prod_{k != n} d_k; X_(n) the matricization of mode n, (d_n, K). A CP tensor is W_(n) = A_n Z_n^T. Here modes are in
 * ascending order with the last varying fastest, as in all tensors of this package; Kolda and Bader have the first fastest.
 */
import type { Matrix } from '../tensor/shape.ts';

/** Z_n = A_1 (.) ... (.) A_(n-1) (.) A_(n+1) (.) ... (.) A_N, (K, R), row-major. @param n counted from 0 */
export function khatriRaoOfOthers(factors: readonly Float64Array[], n: number, rank: number): Float64Array {
  let product: Float64Array = new Float64Array(rank).fill(1);
  factors.forEach((factor, k) => {
    if (k !== n) product = khatriRao(product, factor, rank);
  });
  return product;
}

function khatriRao(A: Float64Array, B: Float64Array, rank: number): Float64Array {
  const product = new Float64Array((A.length / rank) * B.length);
  let at = 0;
  for (let i = 0; i < A.length; i += rank) {
    for (let j = 0; j < B.length; j += rank) {
      for (let r = 0; r < rank; r++) product[at++] = A[i + r]! * B[j + r]!;
    }
  }
  return product;
}

/** V_n = Z_n^T Z_n = the elementwise product of A_k^T A_k over k != n, (R, R) (Kolda and Bader 2009, eq. 2.2). */
export function gramOfOthers(factors: readonly Float64Array[], n: number, rank: number): Float64Array {
  const V = new Float64Array(rank * rank).fill(1);
  factors.forEach((A, k) => {
    if (k === n) return;
    for (let p = 0; p < rank; p++) {
      for (let q = 0; q < rank; q++) {
        let dot = 0;
        for (let i = 0; i < A.length; i += rank) dot += A[i + p]! * A[i + q]!;
        V[p * rank + q]! *= dot;
      }
    }
  });
  return V;
}

/**
 * With E = X - A Z^T, returns ||E||_F^2 and E Z, (d_n, R), which is -1/2 of the gradient of ||E||_F^2 with respect to A. It is
 * computed from the residual itself, because ||X||^2 - 2 <X, W> + ||W||^2 would lose half of the digits of a small error.
 */
export function residualTimes(
  X: Matrix,
  A: Float64Array,
  Z: Float64Array,
  rank: number,
): { squaredError: number; EZ: Float64Array } {
  const EZ = new Float64Array(A.length);
  let squaredError = 0;
  for (let i = 0; i < X.rows; i++) {
    const a = i * rank;
    for (let k = 0; k < X.cols; k++) {
      const z = k * rank;
      let e = X.values[i * X.cols + k]!;
      for (let r = 0; r < rank; r++) e -= A[a + r]! * Z[z + r]!;
      for (let r = 0; r < rank; r++) EZ[a + r]! += e * Z[z + r]!;
      squaredError += e * e;
    }
  }
  return { squaredError, EZ };
}

/** Scales every column to norm 1 in place. @returns the norms; a column of zeros is left unchanged */
export function normalizeColumns(A: Float64Array, rank: number): Float64Array {
  const norms = new Float64Array(rank);
  for (let at = 0; at < A.length; at++) norms[at % rank]! += A[at]! * A[at]!;
  for (let r = 0; r < rank; r++) norms[r] = Math.sqrt(norms[r]!);
  for (let at = 0; at < A.length; at++) if (norms[at % rank]! > 0) A[at]! /= norms[at % rank]!;
  return norms;
}
