// ||A^T A - B B^T||_F^2 of neighbouring layers in binary64, in which products of binary32 numbers are exact. Columns of A and
// rows of B are copied to panels of four, so that a (4, 4) tile of the difference is chains along two panels. The
// difference is symmetric: tiles on and above the diagonal are enough.

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
  pack(width, m, a, (<usize>width) << 2, 4, panels, panelBytes);
  pack(width, n, b, 4, (<usize>n) << 2, panels + ((<usize>m) << 5), panelBytes);
  for (let p = 0; p < width; p += 4) {
    const left = panels + ((<usize>p) >> 2) * panelBytes;
    for (let q = p; q < width; q += 4) {
      const right = panels + ((<usize>q) >> 2) * panelBytes;
      multiplyTile(m, n, left, right, difference + <usize>p * rowBytes + ((<usize>q) << 3), rowBytes);
    }
  }
  return symmetricSumOfSquares(width, difference, rowBytes);
}

/**
 * Columns p of a (k, width) matrix: element [i, p] goes to panel p div 4, place 4 i + p mod 4. What the last panel holds past
 * them stays as it is: it reaches only elements of the difference that nobody reads.
 */
function pack(
  width: i32,
  k: i32,
  from: usize,
  rowStep: usize,
  columnStep: usize,
  panels: usize,
  panelBytes: usize,
): void {
  for (let p = 0; p < width; p++) {
    let to = panels + ((<usize>p) >> 2) * panelBytes + (((<usize>p) & 3) << 3);
    let source = from + <usize>p * columnStep;
    for (let i = 0; i < k; i++) {
      store<f64>(to, <f64>load<f32>(source));
      source += rowStep;
      to += 32;
    }
  }
}

/** out[p, q] = sum of the first m products left[p] right[q] less the n that follow, in one chain. */
function multiplyTile(m: i32, n: i32, left: usize, right: usize, out: usize, rowBytes: usize): void {
  let low0 = f64x2.splat(0);
  let low1 = low0;
  let low2 = low0;
  let low3 = low0;
  let high0 = low0;
  let high1 = low0;
  let high2 = low0;
  let high3 = low0;
  for (; m > 0; m--) {
    const low = v128.load(right);
    const high = v128.load(right, 16);
    const x0 = v128.load_splat<f64>(left);
    low0 = f64x2.add(low0, f64x2.mul(x0, low));
    high0 = f64x2.add(high0, f64x2.mul(x0, high));
    const x1 = v128.load_splat<f64>(left, 8);
    low1 = f64x2.add(low1, f64x2.mul(x1, low));
    high1 = f64x2.add(high1, f64x2.mul(x1, high));
    const x2 = v128.load_splat<f64>(left, 16);
    low2 = f64x2.add(low2, f64x2.mul(x2, low));
    high2 = f64x2.add(high2, f64x2.mul(x2, high));
    const x3 = v128.load_splat<f64>(left, 24);
    low3 = f64x2.add(low3, f64x2.mul(x3, low));
    high3 = f64x2.add(high3, f64x2.mul(x3, high));
    left += 32;
    right += 32;
  }
  for (; n > 0; n--) {
    const low = v128.load(right);
    const high = v128.load(right, 16);
    const x0 = v128.load_splat<f64>(left);
    low0 = f64x2.sub(low0, f64x2.mul(x0, low));
    high0 = f64x2.sub(high0, f64x2.mul(x0, high));
    const x1 = v128.load_splat<f64>(left, 8);
    low1 = f64x2.sub(low1, f64x2.mul(x1, low));
    high1 = f64x2.sub(high1, f64x2.mul(x1, high));
    const x2 = v128.load_splat<f64>(left, 16);
    low2 = f64x2.sub(low2, f64x2.mul(x2, low));
    high2 = f64x2.sub(high2, f64x2.mul(x2, high));
    const x3 = v128.load_splat<f64>(left, 24);
    low3 = f64x2.sub(low3, f64x2.mul(x3, low));
    high3 = f64x2.sub(high3, f64x2.mul(x3, high));
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
