// The product of a vector and a matrix is bound by memory: the matrix is streamed once, eight rows side by side, and
// the running sums wait in `out`, which stays in the first-level cache.
import {
  interleaveHigh,
  interleaveLow,
  joinHigh,
  joinLow,
  loadColumn,
  loadUpTo4,
  madd,
  storeUpTo4,
} from './lanes';

export function vectorMatrix(k: i32, n: i32, x: usize, m: usize, mRowStride: i32, out: usize): void {
  stridedVectorMatrix(k, n, x, 4, m, (<usize>mRowStride) << 2, out);
}

/** out (n) = x (k, `xStep` bytes apart) · m (k, n; rows `rowStep` bytes apart). */
export function stridedVectorMatrix(
  k: i32,
  n: i32,
  x: usize,
  xStep: usize,
  m: usize,
  rowStep: usize,
  out: usize,
): void {
  memory.fill(out, 0, (<usize>n) << 2);
  let rowsLeft = k;
  for (; rowsLeft >= 8; rowsLeft -= 8) {
    addEightRows(n, x, xStep, m, rowStep, out);
    x += xStep << 3;
    m += rowStep << 3;
  }
  for (; rowsLeft > 0; rowsLeft--) {
    const factor = v128.load_splat<f32>(x);
    for (let j = 0; j < n; j += 4) {
      const offset = (<usize>j) << 2;
      const sum = madd(factor, loadUpTo4(m + offset, n - j), loadUpTo4(out + offset, n - j));
      storeUpTo4(out + offset, sum, n - j);
    }
    x += xStep;
    m += rowStep;
  }
}

function addEightRows(n: i32, x: usize, xStep: usize, m: usize, rowStep: usize, out: usize): void {
  const x0 = v128.load_splat<f32>(x);
  const x1 = v128.load_splat<f32>(x + xStep);
  const x2 = v128.load_splat<f32>(x + xStep * 2);
  const x3 = v128.load_splat<f32>(x + xStep * 3);
  const x4 = v128.load_splat<f32>(x + xStep * 4);
  const x5 = v128.load_splat<f32>(x + xStep * 5);
  const x6 = v128.load_splat<f32>(x + xStep * 6);
  const x7 = v128.load_splat<f32>(x + xStep * 7);
  const rowStep3 = rowStep * 3;
  let left = n;
  for (; left >= 4; left -= 4) {
    const p3 = m + rowStep3;
    const p6 = p3 + rowStep3;
    let sum = madd(x0, v128.load(m), v128.load(out));
    sum = madd(x1, v128.load(m + rowStep), sum);
    sum = madd(x2, v128.load(m + rowStep * 2), sum);
    sum = madd(x3, v128.load(p3), sum);
    sum = madd(x4, v128.load(p3 + rowStep), sum);
    sum = madd(x5, v128.load(p3 + rowStep * 2), sum);
    sum = madd(x6, v128.load(p6), sum);
    sum = madd(x7, v128.load(p6 + rowStep), sum);
    v128.store(out, sum);
    m += 16;
    out += 16;
  }
  if (left > 0) {
    let sum = madd(x0, loadUpTo4(m, left), loadUpTo4(out, left));
    sum = madd(x1, loadUpTo4(m + rowStep, left), sum);
    sum = madd(x2, loadUpTo4(m + rowStep * 2, left), sum);
    sum = madd(x3, loadUpTo4(m + rowStep * 3, left), sum);
    sum = madd(x4, loadUpTo4(m + rowStep * 4, left), sum);
    sum = madd(x5, loadUpTo4(m + rowStep * 5, left), sum);
    sum = madd(x6, loadUpTo4(m + rowStep * 6, left), sum);
    sum = madd(x7, loadUpTo4(m + rowStep * 7, left), sum);
    storeUpTo4(out, sum, left);
  }
}

/**
 * The same for a matrix whose columns are contiguous, `colStep` bytes apart. Eight columns at a time, a column per
 * lane, in two independent chains; a last group of fewer repeats its last one and stores only what is asked for.
 */
export function transposedVectorMatrix(
  k: i32,
  n: i32,
  x: usize,
  xStep: usize,
  m: usize,
  colStep: usize,
  out: usize,
): void {
  const last = n - 1;
  for (let j = 0; j < n; j += 8) {
    const m0 = m + <usize>j * colStep;
    const m1 = m + <usize>min(j + 1, last) * colStep;
    const m2 = m + <usize>min(j + 2, last) * colStep;
    const m3 = m + <usize>min(j + 3, last) * colStep;
    const m4 = m + <usize>min(j + 4, last) * colStep;
    const m5 = m + <usize>min(j + 5, last) * colStep;
    const m6 = m + <usize>min(j + 6, last) * colStep;
    const m7 = m + <usize>min(j + 7, last) * colStep;
    let low = f32x4.splat(0);
    let high = low;
    let px = x;
    let i: usize = 0;
    let left = k;
    for (; left >= 4; left -= 4) {
      const x0 = v128.load_splat<f32>(px);
      const x1 = v128.load_splat<f32>(px + xStep);
      const x2 = v128.load_splat<f32>(px + xStep * 2);
      const x3 = v128.load_splat<f32>(px + xStep * 3);
      low = Block.addFour(low, x0, x1, x2, x3, m0 + i, m1 + i, m2 + i, m3 + i);
      high = Block.addFour(high, x0, x1, x2, x3, m4 + i, m5 + i, m6 + i, m7 + i);
      px += xStep << 2;
      i += 16;
    }
    for (; left > 0; left--) {
      const factor = v128.load_splat<f32>(px);
      low = madd(factor, loadColumn(m0 + i, m1 + i, m2 + i, m3 + i), low);
      high = madd(factor, loadColumn(m4 + i, m5 + i, m6 + i, m7 + i), high);
      px += xStep;
      i += 4;
    }
    storeUpTo4(out, low, n - j);
    if (n - j > 4) storeUpTo4(out + 16, high, n - j - 4);
    out += 32;
  }
}

class Block {
  /** Four steps of four chains: a 4 x 4 block of the matrix, a chain per column, is transposed in registers. */
  @inline static addFour(
    acc: v128,
    x0: v128,
    x1: v128,
    x2: v128,
    x3: v128,
    m0: usize,
    m1: usize,
    m2: usize,
    m3: usize,
  ): v128 {
    const v0 = v128.load(m0);
    const v1 = v128.load(m1);
    const v2 = v128.load(m2);
    const v3 = v128.load(m3);
    const low01 = interleaveLow(v0, v1);
    const low23 = interleaveLow(v2, v3);
    const high01 = interleaveHigh(v0, v1);
    const high23 = interleaveHigh(v2, v3);
    acc = madd(x0, joinLow(low01, low23), acc);
    acc = madd(x1, joinHigh(low01, low23), acc);
    acc = madd(x2, joinLow(high01, high23), acc);
    return madd(x3, joinHigh(high01, high23), acc);
  }
}
