// Sums over segments of a list: 32 columns at a time in registers, then what is left, 4 at a time.
import { indexedRow, loadUpTo4, madd, storeUpTo4 } from './lanes';

export function segmentSumProduct(
  segments: i32,
  cols: i32,
  starts: usize,
  tuple: usize,
  g: usize,
  other: usize,
  otherIndex: usize,
  out: usize,
): void {
  const rowBytes = (<usize>cols) << 2;
  for (let u = 0; u < segments; u++) {
    const begin = load<i32>(starts + ((<usize>u) << 2));
    const end = load<i32>(starts + ((<usize>u) << 2), 4);
    let column: usize = 0;
    let left = cols;
    for (; left >= 32; left -= 32) {
      let s0 = f32x4.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let s4 = s0;
      let s5 = s0;
      let s6 = s0;
      let s7 = s0;
      for (let q = begin; q < end; q++) {
        const pg = indexedRow(g, tuple, q, rowBytes) + column;
        const po = indexedRow(other, otherIndex, q, rowBytes) + column;
        s0 = madd(v128.load(pg), v128.load(po), s0);
        s1 = madd(v128.load(pg, 16), v128.load(po, 16), s1);
        s2 = madd(v128.load(pg, 32), v128.load(po, 32), s2);
        s3 = madd(v128.load(pg, 48), v128.load(po, 48), s3);
        s4 = madd(v128.load(pg, 64), v128.load(po, 64), s4);
        s5 = madd(v128.load(pg, 80), v128.load(po, 80), s5);
        s6 = madd(v128.load(pg, 96), v128.load(po, 96), s6);
        s7 = madd(v128.load(pg, 112), v128.load(po, 112), s7);
      }
      store32(out + column, s0, s1, s2, s3, s4, s5, s6, s7);
      column += 128;
    }
    for (; left > 0; left -= 4) {
      let sum = f32x4.splat(0);
      for (let q = begin; q < end; q++) {
        const pg = indexedRow(g, tuple, q, rowBytes) + column;
        const po = indexedRow(other, otherIndex, q, rowBytes) + column;
        sum = madd(loadUpTo4(pg, left), loadUpTo4(po, left), sum);
      }
      storeUpTo4(out + column, sum, left);
      column += 16;
    }
    out += rowBytes;
  }
}

export function segmentSumScaled(
  segments: i32,
  cols: i32,
  starts: usize,
  tuple: usize,
  e: usize,
  x: usize,
  xIndex: usize,
  out: usize,
): void {
  const rowBytes = (<usize>cols) << 2;
  for (let u = 0; u < segments; u++) {
    const begin = load<i32>(starts + ((<usize>u) << 2));
    const end = load<i32>(starts + ((<usize>u) << 2), 4);
    let column: usize = 0;
    let left = cols;
    for (; left >= 32; left -= 32) {
      let s0 = f32x4.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let s4 = s0;
      let s5 = s0;
      let s6 = s0;
      let s7 = s0;
      for (let q = begin; q < end; q++) {
        const factor = v128.load_splat<f32>(indexedRow(e, tuple, q, 4));
        const px = indexedRow(x, xIndex, q, rowBytes) + column;
        s0 = madd(factor, v128.load(px), s0);
        s1 = madd(factor, v128.load(px, 16), s1);
        s2 = madd(factor, v128.load(px, 32), s2);
        s3 = madd(factor, v128.load(px, 48), s3);
        s4 = madd(factor, v128.load(px, 64), s4);
        s5 = madd(factor, v128.load(px, 80), s5);
        s6 = madd(factor, v128.load(px, 96), s6);
        s7 = madd(factor, v128.load(px, 112), s7);
      }
      store32(out + column, s0, s1, s2, s3, s4, s5, s6, s7);
      column += 128;
    }
    for (; left > 0; left -= 4) {
      let sum = f32x4.splat(0);
      for (let q = begin; q < end; q++) {
        const factor = v128.load_splat<f32>(indexedRow(e, tuple, q, 4));
        sum = madd(factor, loadUpTo4(indexedRow(x, xIndex, q, rowBytes) + column, left), sum);
      }
      storeUpTo4(out + column, sum, left);
      column += 16;
    }
    out += rowBytes;
  }
}

function store32(
  p: usize,
  s0: v128,
  s1: v128,
  s2: v128,
  s3: v128,
  s4: v128,
  s5: v128,
  s6: v128,
  s7: v128,
): void {
  v128.store(p, s0);
  v128.store(p, s1, 16);
  v128.store(p, s2, 32);
  v128.store(p, s3, 48);
  v128.store(p, s4, 64);
  v128.store(p, s5, 80);
  v128.store(p, s6, 96);
  v128.store(p, s7, 112);
}
