/**
 * Singular values of a bidiagonal matrix by the differential quotient-difference algorithm with shifts (Fernando, Parlett,
 * "Accurate singular values and differential qd algorithms", 1994). One division a step is all that is on its critical path.
 *
 * Letters: B has the diagonal d and the superdiagonal f; q_k = d_k^2, e_k = f_k^2. B B^T is tridiagonal with q_k + e_k on its
 * diagonal and the squares b_k^2 = e_k q_(k+1) beside it. A sweep with shift s gives q, e of a matrix whose eigenvalues are
 * smaller by s; it exists where s is not above the smallest. Where b_k is negligible the matrix falls into two blocks, of
 * which the upper one keeps e_k as its last.
 */

/** The most sweeps per singular value before giving up; three are usual. */
const MAX_SWEEPS_PER_VALUE = 60;
/** How far splitting the matrix may move a singular value, relative to the matrix's largest entry. */
const TOLERANCE = 2 ** -49;

/**
 * All singular values, descending, each within about 1e-14 of the largest; all NaN when an entry is not finite, or when they
 * were not found within a bounded number of sweeps.
 * @param diagonal n values of magnitude at most 1e100, the largest of at least 1e-75 unless all are zero; below 1e-150 they count as zero
 * @param superdiagonal n - 1 values alike; more are not looked at
 */
export function bidiagonalSingularValues(diagonal: Float64Array, superdiagonal: Float64Array): Float64Array {
  const solver = new Solver(diagonal, superdiagonal);
  return solver.values().sort().reverse();
}

class Solver {
  /** Overwritten with the eigenvalues of B B^T as they are found. */
  readonly #q: Float64Array;
  readonly #e: Float64Array;
  readonly #nextQ: Float64Array;
  readonly #nextE: Float64Array;
  /** The square of how far singular values may move. */
  readonly #negligible: number;
  /** An upper bound on the smallest eigenvalue of the current block, from the last sweep that failed. */
  #bound = Infinity;
  #sweepsLeft: number;

  constructor(d: Float64Array, f: Float64Array) {
    const n = d.length;
    this.#q = d.map((x) => x * x);
    this.#e = d.map((_, k) => (k + 1 < n ? f[k]! * f[k]! : 0));
    this.#nextQ = new Float64Array(n);
    this.#nextE = new Float64Array(n);
    let largest = 0;
    for (let k = 0; k < n; k++) {
      largest = Math.max(largest, this.#q[k]!, this.#e[k]!);
    }
    this.#negligible = TOLERANCE * TOLERANCE * largest;
    this.#sweepsLeft = MAX_SWEEPS_PER_VALUE * n;
  }

  values(): Float64Array {
    const q = this.#q;
    if (q.length > 0) this.#solve(0, q.length - 1, 0);
    return this.#sweepsLeft < 0 || !Number.isFinite(this.#negligible) ? q.fill(NaN) : q.map(Math.sqrt);
  }

  /** Replaces q of the block first..last by its eigenvalues. `shift` still has to be added to all of them. */
  #solve(first: number, last: number, shift: number): void {
    const [q, e] = [this.#q, this.#e];
    let isFirst = true;
    this.#bound = Infinity;
    while (last > first && this.#sweepsLeft >= 0) {
      const split = this.#lastSplit(first, last, shift);
      if (split >= first) {
        this.#solve(split + 1, last, shift);
        last = split;
        this.#bound = Infinity;
      } else if (last === first + 1) {
        this.#solvePair(first, shift);
        return;
      } else {
        shift += this.#advance(first, last, isFirst ? 0 : this.#estimate(last));
        if (isFirst) this.#putLargeFirst(first, last);
        isFirst = false;
      }
    }
    q[last] = q[last]! + e[last]! + shift;
  }

  /**
   * Last k of the block where b_k is negligible, or first - 1. Without b_k eigenvalues l move by at most b_k, and singular
   * values by that over 2 sqrt(l), where l is not below the shift; without f_k those of the shifted B move by at most f_k.
   */
  #lastSplit(first: number, last: number, shift: number): number {
    const [q, e, negligible] = [this.#q, this.#e, this.#negligible];
    const negligibleSquare = 4 * negligible * shift;
    let k = last - 1;
    while (k >= first && e[k]! > negligible && e[k]! * q[k + 1]! > negligibleSquare) k--;
    return k;
  }

  /** Eigenvalues of the block k, k + 1. */
  #solvePair(k: number, shift: number): void {
    const [larger, smaller] = this.#pair(k);
    this.#q[k] = larger + shift;
    this.#q[k + 1] = smaller + shift;
  }

  /** Eigenvalues of rows k, k + 1: (a - l)(c - l) = b^2, whose product is a c - b^2 without the cancellation. */
  #pair(k: number): [larger: number, smaller: number] {
    const [q, e] = [this.#q, this.#e];
    const [a, c, b2] = [q[k]! + e[k]!, q[k + 1]! + e[k + 1]!, e[k]! * q[k + 1]!];
    const half = (a - c) / 2;
    const larger = (a + c) / 2 + Math.sqrt(half * half + b2);
    return [larger, q[k]! * (c / larger) + e[k]! * (e[k + 1]! / larger)];
  }

  /** Small values are found fastest at the end of a block. The transpose, reversed, has the same singular values. */
  #putLargeFirst(first: number, last: number): void {
    if (this.#q[first]! >= this.#q[last]!) return;
    this.#q.subarray(first, last + 1).reverse();
    this.#e.subarray(first, last).reverse();
  }

  /**
   * A shift a little below the smallest eigenvalue, where the end of the block tells it: the smaller one of its last two rows,
   * less twice what the row above is likely to take from it (squared residual over gap).
   * Where that failed before, the smallest is higher up: then a part of what bounds it.
   */
  #estimate(last: number): number {
    const [q, e] = [this.#q, this.#e];
    const [larger, smaller] = this.#pair(last - 1);
    const [fromDiagonal, b2] = [q[last - 1]! + e[last - 1]! - smaller, e[last - 1]! * q[last]!];
    const residual = e[last - 2]! * q[last - 1]! * (b2 / (fromDiagonal * fromDiagonal + b2));
    const shift = Math.max(0, smaller - (2 * residual) / (larger - smaller));
    if (shift < this.#bound) return shift;
    const part = Math.max(0, this.#bound / 4);
    this.#bound = Infinity; // The estimate is used once. If it was too small because of rounding or an e_n, it is not used again.
    return part;
  }

  /** Takes one step with the given shift, or with a smaller one if that is too large. Returns the shift that was used. */
  #advance(first: number, last: number, shift: number): number {
    for (let attempt = 0; ; attempt++) {
      this.#sweepsLeft--;
      const end = this.#sweep(first, last, shift);
      if (end >= 0 || shift === 0) break;
      this.#bound = shift;
      // If only the last pivot is negative, shift + pivot is a close lower bound of the smallest eigenvalue.
      if (attempt < 2) shift = Math.max(0, end === -Infinity ? shift / 4 : shift + end);
      else shift = 0;
    }
    this.#bound -= shift;
    const [q, e, nextQ, nextE] = [this.#q, this.#e, this.#nextQ, this.#nextE];
    for (let k = first; k <= last; k++) {
      q[k] = nextQ[k]!;
      e[k] = nextE[k]!;
    }
    return shift;
  }

  /** The last pivot, or -Infinity as soon as an earlier one is negative. */
  #sweep(first: number, last: number, shift: number): number {
    const [q, e, nextQ, nextE] = [this.#q, this.#e, this.#nextQ, this.#nextE];
    let pivot = q[first]! - shift;
    for (let k = first; k < last; k++) {
      if (pivot < 0) return -Infinity;
      const sum = pivot + e[k]!;
      nextQ[k] = sum;
      nextE[k] = e[k]! * (q[k + 1]! / sum);
      pivot = (pivot * q[k + 1]!) / sum - shift; // A separate division keeps one product off the critical path.
    }
    pivot += e[last]!;
    nextQ[last] = pivot;
    nextE[last] = 0;
    return pivot;
  }
}
