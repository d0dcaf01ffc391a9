// Products of rows that index arrays name.
import {
  indexedRow,
  interleaveHigh,
  interleaveLow,
  joinHigh,
  joinLow,
  loadColumn,
  loadTail,
  madd,
  storeTail,
  storeUpTo4,
} from './lanes';

export function gatherProduct(
  rows: i32,
  cols: i32,
  a: usize,
  aIndex: usize,
  b: usize,
  bIndex: usize,
  out: usize,
): void {
  const rowBytes = (<usize>cols) << 2;
  for (let t = 0; t < rows; t++) {
    let pa = indexedRow(a, aIndex, t, rowBytes);
    let pb = indexedRow(b, bIndex, t, rowBytes);
    let left = cols;
    for (; left >= 8; left -= 8) {
      const p0 = f32x4.mul(v128.load(pa), v128.load(pb));
      const p1 = f32x4.mul(v128.load(pa, 16), v128.load(pb, 16));
      v128.store(out, p0);
      v128.store(out, p1, 16);
      pa += 32;
      pb += 32;
      out += 32;
    }
    if (left >= 4) {
      v128.store(out, f32x4.mul(v128.load(pa), v128.load(pb)));
      pa += 16;
      pb += 16;
      out += 16;
      left -= 4;
    }
    if (left > 0) {
      storeTail(out, f32x4.mul(loadTail(pa, left), loadTail(pb, left)), left);
      out += (<usize>left) << 2;
    }
  }
}

/**
 * Eight samples at a time, a sample per lane, in two independent chains that hide each other's latency. A last group
 * of fewer samples repeats its last one and stores only what is asked for.
 */
export function gatherDot(
  count: i32,
  cols: i32,
  a: usize,
  aIndex: usize,
  b: usize,
  bIndex: usize,
  out: usize,
): void {
  const rowBytes = (<usize>cols) << 2;
  const last = count - 1;
  for (let s = 0; s < count; s += 8) {
    const a0 = indexedRow(a, aIndex, s, rowBytes);
    const a1 = indexedRow(a, aIndex, min(s + 1, last), rowBytes);
    const a2 = indexedRow(a, aIndex, min(s + 2, last), rowBytes);
    const a3 = indexedRow(a, aIndex, min(s + 3, last), rowBytes);
    const a4 = indexedRow(a, aIndex, min(s + 4, last), rowBytes);
    const a5 = indexedRow(a, aIndex, min(s + 5, last), rowBytes);
    const a6 = indexedRow(a, aIndex, min(s + 6, last), rowBytes);
    const a7 = indexedRow(a, aIndex, min(s + 7, last), rowBytes);
    const b0 = indexedRow(b, bIndex, s, rowBytes);
    const b1 = indexedRow(b, bIndex, min(s + 1, last), rowBytes);
    const b2 = indexedRow(b, bIndex, min(s + 2, last), rowBytes);
    const b3 = indexedRow(b, bIndex, min(s + 3, last), rowBytes);
    const b4 = indexedRow(b, bIndex, min(s + 4, last), rowBytes);
    const b5 = indexedRow(b, bIndex, min(s + 5, last), rowBytes);
    const b6 = indexedRow(b, bIndex, min(s + 6, last), rowBytes);
    const b7 = indexedRow(b, bIndex, min(s + 7, last), rowBytes);
    let low = f32x4.splat(0);
    let high = low;
    let r: usize = 0;
    let left = cols;
    // Entries in ascending order share their left row with their neighbours more often than not.
    if (a0 == a7 && a0 == a1 && a0 == a2 && a0 == a3 && a0 == a4 && a0 == a5 && a0 == a6) {
      for (; left >= 4; left -= 4) {
        const x0 = v128.load_splat<f32>(a0 + r);
        const x1 = v128.load_splat<f32>(a0 + r, 4);
        const x2 = v128.load_splat<f32>(a0 + r, 8);
        const x3 = v128.load_splat<f32>(a0 + r, 12);
        low = Block.addFourOfOne(low, x0, x1, x2, x3, b0 + r, b1 + r, b2 + r, b3 + r);
        high = Block.addFourOfOne(high, x0, x1, x2, x3, b4 + r, b5 + r, b6 + r, b7 + r);
        r += 16;
      }
    }
    for (; left >= 4; left -= 4) {
      low = Block.addFour(low, a0 + r, a1 + r, a2 + r, a3 + r, b0 + r, b1 + r, b2 + r, b3 + r);
      high = Block.addFour(high, a4 + r, a5 + r, a6 + r, a7 + r, b4 + r, b5 + r, b6 + r, b7 + r);
      r += 16;
    }
    for (; left > 0; left--) {
      low = madd(loadColumn(a0 + r, a1 + r, a2 + r, a3 + r), loadColumn(b0 + r, b1 + r, b2 + r, b3 + r), low);
      high = madd(
        loadColumn(a4 + r, a5 + r, a6 + r, a7 + r),
        loadColumn(b4 + r, b5 + r, b6 + r, b7 + r),
        high,
      );
      r += 4;
    }
    storeUpTo4(out, low, count - s);
    if (count - s > 4) storeUpTo4(out + 16, high, count - s - 4);
    out += 32;
  }
}

class Block {
  /** Four steps of four chains: 4 x 4 blocks of both operands, a chain per row, are transposed in registers. */
  @inline static addFour(
    acc: v128,
    a0: usize,
    a1: usize,
    a2: usize,
    a3: usize,
    b0: usize,
    b1: usize,
    b2: usize,
    b3: usize,
  ): v128 {
    const u0 = v128.load(a0);
    const u1 = v128.load(a1);
    const u2 = v128.load(a2);
    const u3 = v128.load(a3);
    const v0 = v128.load(b0);
    const v1 = v128.load(b1);
    const v2 = v128.load(b2);
    const v3 = v128.load(b3);
    const uLow01 = interleaveLow(u0, u1);
    const uLow23 = interleaveLow(u2, u3);
    const vLow01 = interleaveLow(v0, v1);
    const vLow23 = interleaveLow(v2, v3);
    acc = madd(joinLow(uLow01, uLow23), joinLow(vLow01, vLow23), acc);
    acc = madd(joinHigh(uLow01, uLow23), joinHigh(vLow01, vLow23), acc);
    const uHigh01 = interleaveHigh(u0, u1);
    const uHigh23 = interleaveHigh(u2, u3);
    const vHigh01 = interleaveHigh(v0, v1);
    const vHigh23 = interleaveHigh(v2, v3);
    acc = madd(joinLow(uHigh01, uHigh23), joinLow(vHigh01, vHigh23), acc);
    return madd(joinHigh(uHigh01, uHigh23), joinHigh(vHigh01, vHigh23), acc);
  }

  /** The same where all four chains have one row of a, whose elements fill x0 to x3. */
  @inline static addFourOfOne(
    acc: v128,
    x0: v128,
    x1: v128,
    x2: v128,
    x3: v128,
    b0: usize,
    b1: usize,
    b2: usize,
    b3: usize,
  ): v128 {
    const v0 = v128.load(b0);
    const v1 = v128.load(b1);
    const v2 = v128.load(b2);
    const v3 = v128.load(b3);
    const low01 = interleaveLow(v0, v1);
    const low23 = interleaveLow(v2, v3);
    acc = madd(x0, joinLow(low01, low23), acc);
    acc = madd(x1, joinHigh(low01, low23), acc);
    const high01 = interleaveHigh(v0, v1);
    const high23 = interleaveHigh(v2, v3);
    acc = madd(x2, joinLow(high01, high23), acc);
    return madd(x3, joinHigh(high01, high23), acc);
  }
}
