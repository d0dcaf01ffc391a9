// ||A^T A - B B^T||_F^2 of neighbouring layers in binary64, in which products of binary32 numbers are exact. Columns of A and
// rows of B are copied to panels of four, so that a (4, 4) or (8, 4) tile of the difference is chains along two or three panels. The
// difference is symmetric: tiles on and above the diagonal are enough.
import { interleaveHigh, interleaveLow, joinHigh, joinLow, loadUpTo4, promoteHigh } from './lanes';

/** Bytes of scratch memory that `layerImbalance` may overwrite for these sizes, a multiple of 8. */
export function layerImbalanceScratchBytes(width: i32, m: i32, n: i32): i32 {
  const padded = (width + 3) & ~3;
  return (padded * (padded + m + n)) << 3;
}

/** A is (m, width), B is (width, n). */
export function layerImbalance(width: i32, m: i32, n: i32, a: usize, b: usize, scratch: usize): f64 {
  const padded = (width + 3) & ~3;
  const rowBytes = (<usize>padded) << 3;
  const panelBytes = (<usize>(m + n)) << 5;
  const difference = scratch;
  const panels = scratch + <usize>padded * rowBytes;
  packColumns(width, m, a, panels, panelBytes);
  packRows(width, n, b, panels + ((<usize>m) << 5), panelBytes);
  for (let p = 0; p < width; p += 8) {
    const left = panels + ((<usize>p) >> 2) * panelBytes;
    for (let q = p; q < width; q += 4) {
      const right = panels + ((<usize>q) >> 2) * panelBytes;
      const out = difference + <usize>p * rowBytes + ((<usize>q) << 3);
      multiplyTile(width - p, m, n, left, panelBytes, right, out, rowBytes);
    }
  }
  return symmetricSumOfSquares(width, difference, rowBytes);
}

/**
 * Columns p of A: element [i, p] goes to panel p div 4, place 4 i + p mod 4. What the last panel holds past them is of no
 * account: it reaches only elements of the difference that nobody reads.
 */
function packColumns(width: i32, m: i32, a: usize, panels: usize, panelBytes: usize): void {
  const rowStep = (<usize>width) << 2;
  for (let left = width; left > 0; left -= 4) {
    let from = a;
    let to = panels;
    for (let i = 0; i < m; i++) {
      storeWidened(to, loadUpTo4(from, left));
      from += rowStep;
      to += 32;
    }
    a += 16;
    panels += panelBytes;
  }
}

/** Rows p of B alike: element [p, j] goes to panel p div 4, place 4 j + p mod 4. */
function packRows(width: i32, n: i32, b: usize, panels: usize, panelBytes: usize): void {
  const rowStep = (<usize>n) << 2;
  for (let p = 0; p < width; p += 4) {
    const last = width - 1 - p;
    let b0 = b;
    let b1 = b + <usize>min(1, last) * rowStep;
    let b2 = b + <usize>min(2, last) * rowStep;
    let b3 = b + <usize>min(3, last) * rowStep;
    let to = panels;
    for (let left = n; left > 0; left -= 4) {
      const r0 = loadUpTo4(b0, left);
      const r1 = loadUpTo4(b1, left);
      const r2 = loadUpTo4(b2, left);
      const r3 = loadUpTo4(b3, left);
      const low01 = interleaveLow(r0, r1);
      const low23 = interleaveLow(r2, r3);
      const high01 = interleaveHigh(r0, r1);
      const high23 = interleaveHigh(r2, r3);
      storeWidened(to, joinLow(low01, low23));
      if (left > 1) storeWidened(to + 32, joinHigh(low01, low23));
      if (left > 2) storeWidened(to + 64, joinLow(high01, high23));
      if (left > 3) storeWidened(to + 96, joinHigh(high01, high23));
      b0 += 16;
      b1 += 16;
      b2 += 16;
      b3 += 16;
      to += 128;
    }
    b += rowStep << 2;
    panels += panelBytes;
  }
}

function storeWidened(p: usize, v: v128): void {
  v128.store(p, f64x2.promote_low_f32x4(v));
  v128.store(p, promoteHigh(v), 16);
}

/**
 * out[p, q] = sum of the first m products left[p] right[q] less the n that follow, in one chain, for 8 rows or, where no more
 * are left, 4.
 */
function multiplyTile(
  rowsLeft: i32,
  m: i32,
  n: i32,
  left: usize,
  panelBytes: usize,
  right: usize,
  out: usize,
  rowBytes: usize,
): void {
  if (rowsLeft > 4) Tile.multiply(8, m, n, left, left + panelBytes, right, out, rowBytes);
  else Tile.multiply(4, m, n, left, left, right, out, rowBytes);
}

class Tile {
  /** `rows` is a literal: 4, or 8 of two panels, which make enough independent chains to hide their latency. */
  @inline static multiply(
    rows: i32,
    m: i32,
    n: i32,
    left: usize,
    left4: usize,
    right: usize,
    out: usize,
    rowBytes: usize,
  ): void {
    let low0 = f64x2.splat(0);
    let high0 = low0;
    let low1 = low0;
    let high1 = low0;
    let low2 = low0;
    let high2 = low0;
    let low3 = low0;
    let high3 = low0;
    let low4 = low0;
    let high4 = low0;
    let low5 = low0;
    let high5 = low0;
    let low6 = low0;
    let high6 = low0;
    let low7 = low0;
    let high7 = low0;
    for (; m > 0; m--) {
      const low = v128.load(right);
      const high = v128.load(right, 16);
      const x0 = v128.load_splat<f64>(left, 0);
      low0 = addProduct(low0, x0, low);
      high0 = addProduct(high0, x0, high);
      const x1 = v128.load_splat<f64>(left, 8);
      low1 = addProduct(low1, x1, low);
      high1 = addProduct(high1, x1, high);
      const x2 = v128.load_splat<f64>(left, 16);
      low2 = addProduct(low2, x2, low);
      high2 = addProduct(high2, x2, high);
      const x3 = v128.load_splat<f64>(left, 24);
      low3 = addProduct(low3, x3, low);
      high3 = addProduct(high3, x3, high);
      if (rows > 4) {
        const x4 = v128.load_splat<f64>(left4, 0);
        low4 = addProduct(low4, x4, low);
        high4 = addProduct(high4, x4, high);
        const x5 = v128.load_splat<f64>(left4, 8);
        low5 = addProduct(low5, x5, low);
        high5 = addProduct(high5, x5, high);
        const x6 = v128.load_splat<f64>(left4, 16);
        low6 = addProduct(low6, x6, low);
        high6 = addProduct(high6, x6, high);
        const x7 = v128.load_splat<f64>(left4, 24);
        low7 = addProduct(low7, x7, low);
        high7 = addProduct(high7, x7, high);
        left4 += 32;
      }
      left += 32;
      right += 32;
    }
    for (; n > 0; n--) {
      const low = v128.load(right);
      const high = v128.load(right, 16);
      const x0 = v128.load_splat<f64>(left, 0);
      low0 = subtractProduct(low0, x0, low);
      high0 = subtractProduct(high0, x0, high);
      const x1 = v128.load_splat<f64>(left, 8);
      low1 = subtractProduct(low1, x1, low);
      high1 = subtractProduct(high1, x1, high);
      const x2 = v128.load_splat<f64>(left, 16);
      low2 = subtractProduct(low2, x2, low);
      high2 = subtractProduct(high2, x2, high);
      const x3 = v128.load_splat<f64>(left, 24);
      low3 = subtractProduct(low3, x3, low);
      high3 = subtractProduct(high3, x3, high);
      if (rows > 4) {
        const x4 = v128.load_splat<f64>(left4, 0);
        low4 = subtractProduct(low4, x4, low);
        high4 = subtractProduct(high4, x4, high);
        const x5 = v128.load_splat<f64>(left4, 8);
        low5 = subtractProduct(low5, x5, low);
        high5 = subtractProduct(high5, x5, high);
        const x6 = v128.load_splat<f64>(left4, 16);
        low6 = subtractProduct(low6, x6, low);
        high6 = subtractProduct(high6, x6, high);
        const x7 = v128.load_splat<f64>(left4, 24);
        low7 = subtractProduct(low7, x7, low);
        high7 = subtractProduct(high7, x7, high);
        left4 += 32;
      }
      left += 32;
      right += 32;
    }
    v128.store(out, low0);
    v128.store(out, high0, 16);
    out += rowBytes;
    v128.store(out, low1);
    v128.store(out, high1, 16);
    out += rowBytes;
    v128.store(out, low2);
    v128.store(out, high2, 16);
    out += rowBytes;
    v128.store(out, low3);
    v128.store(out, high3, 16);
    if (rows > 4) {
      out += rowBytes;
      v128.store(out, low4);
      v128.store(out, high4, 16);
      out += rowBytes;
      v128.store(out, low5);
      v128.store(out, high5, 16);
      out += rowBytes;
      v128.store(out, low6);
      v128.store(out, high6, 16);
      out += rowBytes;
      v128.store(out, low7);
      v128.store(out, high7, 16);
    }
  }
}

// Products of widened binary32 numbers are exact: fused or not, the bits are the same.

function addProduct(sum: v128, x: v128, y: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(x, y, sum);
  return f64x2.add(sum, f64x2.mul(x, y));
}

function subtractProduct(sum: v128, x: v128, y: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(x, y, sum);
  return f64x2.sub(sum, f64x2.mul(x, y));
}

/** Row by row: the square on the diagonal and twice the sum of those right of it. */
function symmetricSumOfSquares(width: i32, difference: usize, rowBytes: usize): f64 {
  let sum: f64 = 0;
  for (let p = 0; p < width; p++) {
    const row = difference + <usize>p * rowBytes;
    let beside: f64 = 0;
    for (let q = p + 1; q < width; q++) {
      const entry = load<f64>(row + ((<usize>q) << 3));
      beside += entry * entry;
    }
    const diagonal = load<f64>(row + ((<usize>p) << 3));
    sum += diagonal * diagonal + 2 * beside;
  }
  return sum;
}
