// Four-lane building blocks. The tail of a row (1 to 3 elements) is loaded into the low lanes of a vector, so that it
// takes the same instructions as the body and gives the same bits: WASM has no scalar fused multiply-add.

/** a * b + c: rounded once in the build with relaxed SIMD, after the product and after the sum in the plain build. */
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Four multiply-adds on operands in memory: the probe that tells a fused build from one that is not. */
export function multiplyAdd(a: usize, b: usize, c: usize, out: usize): void {
  v128.store(out, madd(v128.load(a), v128.load(b), v128.load(c)));
}

/** The first `count` (1 to 3) floats at p; the other lanes are +0. */
export function loadTail(p: usize, count: i32): v128 {
  if (count == 1) return v128.load_zero<f32>(p);
  const pair = v128.load_zero<f64>(p);
  return count == 2 ? pair : v128.load_lane<f32>(p, pair, 2, 8);
}

/** Writes the first `count` (1 to 3) lanes to p. */
export function storeTail(p: usize, v: v128, count: i32): void {
  if (count == 1) {
    v128.store_lane<f32>(p, v, 0);
    return;
  }
  v128.store_lane<f64>(p, v, 0);
  if (count == 3) v128.store_lane<f32>(p, v, 2, 8);
}

/** The first min(left, 4) floats at p, left >= 1. */
export function loadUpTo4(p: usize, left: i32): v128 {
  return left >= 4 ? v128.load(p) : loadTail(p, left);
}

/** Writes the first min(left, 4) lanes to p, left >= 1. */
export function storeUpTo4(p: usize, v: v128, left: i32): void {
  if (left >= 4) v128.store(p, v);
  else storeTail(p, v, left);
}

/** Address of element `i` of an int32 index array, followed: the row that it names. */
export function indexedRow(base: usize, index: usize, i: i32, rowBytes: usize): usize {
  return base + <usize>load<i32>(index + ((<usize>i) << 2)) * rowBytes;
}

/** (a0, b0, a1, b1) */
export function interleaveLow(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 4, 1, 5);
}

/** (a2, b2, a3, b3) */
export function interleaveHigh(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 2, 6, 3, 7);
}

/** (a0, a1, b0, b1) */
export function joinLow(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 0, 2);
}

/** (a2, a3, b2, b3) */
export function joinHigh(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 1, 3);
}

/** The floats at four addresses. */
export function loadColumn(p0: usize, p1: usize, p2: usize, p3: usize): v128 {
  const one = v128.load_zero<f32>(p0);
  const two = v128.load_lane<f32>(p1, one, 1);
  const three = v128.load_lane<f32>(p2, two, 2);
  return v128.load_lane<f32>(p3, three, 3);
}

/** The upper two floats as binary64. */
export function promoteHigh(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(v, v, 1, 1));
}
