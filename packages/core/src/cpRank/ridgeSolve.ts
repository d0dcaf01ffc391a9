/** Solves normal equations whose symmetric positive semidefinite matrix may be nearly singular. */

/** If a pivot of a matrix with a unit diagonal is below this, solutions have lost most of their digits. */
const SMALLEST_PIVOT = 2 ** -36;
/** The ridge that is then added to the diagonal. */
const RIDGE = 2 ** -34;

/**
 * Replaces each row b of B by b (V + mu I)^-1. mu is 0 if V's pivots are all well above rounding errors.
 * @param V (R, R), symmetric positive semidefinite with a diagonal of ones
 * @param B (rows, R)
 */
export function solveRows(V: Float64Array, B: Float64Array, rank: number): void {
  const L = cholesky(V, rank, 0) ?? cholesky(V, rank, RIDGE)!;
  for (let row = 0; row < B.length; row += rank) {
    for (let i = 0; i < rank; i++) {
      for (let k = 0; k < i; k++) B[row + i]! -= L[i * rank + k]! * B[row + k]!;
      B[row + i]! /= L[i * rank + i]!;
    }
    for (let i = rank - 1; i >= 0; i--) {
      for (let k = i + 1; k < rank; k++) B[row + i]! -= L[k * rank + i]! * B[row + k]!;
      B[row + i]! /= L[i * rank + i]!;
    }
  }
}

/** Lower triangular L, L L^T = V + mu I; undefined when mu is 0 and a pivot too small. */
function cholesky(V: Float64Array, rank: number, mu: number): Float64Array | undefined {
  const L = new Float64Array(rank * rank);
  for (let j = 0; j < rank; j++) {
    let pivot = V[j * rank + j]! + mu;
    for (let k = 0; k < j; k++) pivot -= L[j * rank + k]! * L[j * rank + k]!;
    if (mu === 0 && !(pivot > SMALLEST_PIVOT)) return undefined;
    const diagonal = Math.sqrt(Math.max(pivot, mu / 2)); // Rounding takes away no more than the ridge itself would.
    L[j * rank + j] = diagonal;
    for (let i = j + 1; i < rank; i++) {
      let sum = V[i * rank + j]!;
      for (let k = 0; k < j; k++) sum -= L[i * rank + k]! * L[j * rank + k]!;
      L[i * rank + j] = sum / diagonal;
    }
  }
  return L;
}
