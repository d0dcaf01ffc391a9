// Products of table rows per sample, and the sums that their gradients are made of. Rows have 4, 8 or a multiple of 16
// columns, so that no tail code runs: they are taken in strips of 1, 2 or 4 vectors, which stay in registers.
//
// The caller works on one block of modes after the other. The rows of a block, and the samples' products, then stay in the
// second-level cache.

import { joinedRange, NO_RANGE, packedRange } from './exponents';

// A strip has as many vectors as the type W has bytes: AssemblyScript has no parameters that are numbers.

export function multiplyRows(
  count: i32,
  width: i32,
  left: usize,
  right: usize,
  table: usize,
  first: i32,
): i32 {
  const rowBytes = (<usize>width) << 2;
  if (width == 4) return multiplyStrip<u8>(count, 16, left, right, table, first);
  if (width == 8) return multiplyStrip<u16>(count, 32, left, right, table, first);
  let range = NO_RANGE;
  for (let c: usize = 0; c < rowBytes; c += 64)
    range = joinedRange(range, multiplyStrip<u32>(count, rowBytes, left, right, table + c, first));
  return range;
}

export function multiplyByRows(samples: i32, width: i32, rowOf: usize, table: usize, products: usize): void {
  const rowBytes = (<usize>width) << 2;
  if (width == 4) byRowsStrip<u8>(samples, 16, rowOf, table, products);
  else if (width == 8) byRowsStrip<u16>(samples, 32, rowOf, table, products);
  else
    for (let c: usize = 0; c < rowBytes; c += 64)
      byRowsStrip<u32>(samples, rowBytes, rowOf, table + c, products + c);
}

export function copyRows(samples: i32, width: i32, rowOf: usize, table: usize, products: usize): void {
  const rowBytes = (<usize>width) << 2;
  if (width == 4) copyStrip<u8>(samples, 16, rowOf, table, products);
  else if (width == 8) copyStrip<u16>(samples, 32, rowOf, table, products);
  else
    for (let c: usize = 0; c < rowBytes; c += 64)
      copyStrip<u32>(samples, rowBytes, rowOf, table + c, products + c);
}

export function addToRows(samples: i32, width: i32, rowOf: usize, terms: usize, sums: usize): void {
  const rowBytes = (<usize>width) << 2;
  if (width == 4) addToRowsStrip<u8>(samples, 16, rowOf, terms, sums);
  else if (width == 8) addToRowsStrip<u16>(samples, 32, rowOf, terms, sums);
  else
    for (let c: usize = 0; c < rowBytes; c += 64)
      addToRowsStrip<u32>(samples, rowBytes, rowOf, terms + c, sums + c);
}

export function addToOperands(
  count: i32,
  width: i32,
  left: usize,
  right: usize,
  sums: usize,
  first: i32,
): void {
  const rowBytes = (<usize>width) << 2;
  if (width == 4) addOperandStrip<u8>(count, 16, left, right, sums, first);
  else if (width == 8) addOperandStrip<u16>(count, 32, left, right, sums, first);
  else
    for (let c: usize = 0; c < rowBytes; c += 64)
      addOperandStrip<u32>(count, rowBytes, left, right, sums + c, first);
}

/** @returns the range of the products' exponents: looking at them here saves another way through the table */
function multiplyStrip<W>(
  count: i32,
  rowBytes: usize,
  left: usize,
  right: usize,
  table: usize,
  first: i32,
): i32 {
  const infinity = i32x4.splat(0x7f800000);
  let least0 = infinity;
  let least1 = infinity;
  let least2 = infinity;
  let least3 = infinity;
  let most0 = i32x4.splat(0);
  let most1 = most0;
  let most2 = most0;
  let most3 = most0;
  let out = table + <usize>first * rowBytes;
  for (let t = 0; t < count; t++) {
    const a = Row.at(table, left, t, rowBytes);
    const b = Row.at(table, right, t, rowBytes);
    // All loads before the first store: so V8 may join neighbouring vectors.
    const p0 = f32x4.mul(v128.load(a), v128.load(b));
    const p1 = sizeof<W>() > 1 ? f32x4.mul(v128.load(a, 16), v128.load(b, 16)) : p0;
    const p2 = sizeof<W>() > 2 ? f32x4.mul(v128.load(a, 32), v128.load(b, 32)) : p0;
    const p3 = sizeof<W>() > 2 ? f32x4.mul(v128.load(a, 48), v128.load(b, 48)) : p0;
    Row.store<W>(out, p0, p1, p2, p3);
    const e0 = v128.and(p0, infinity);
    least0 = i32x4.min_s(least0, e0);
    most0 = i32x4.max_s(most0, e0);
    if (sizeof<W>() > 1) {
      const e1 = v128.and(p1, infinity);
      least1 = i32x4.min_s(least1, e1);
      most1 = i32x4.max_s(most1, e1);
    }
    if (sizeof<W>() > 2) {
      const e2 = v128.and(p2, infinity);
      const e3 = v128.and(p3, infinity);
      least2 = i32x4.min_s(least2, e2);
      least3 = i32x4.min_s(least3, e3);
      most2 = i32x4.max_s(most2, e2);
      most3 = i32x4.max_s(most3, e3);
    }
    out += rowBytes;
  }
  return packedRange(
    i32x4.min_s(i32x4.min_s(least0, least1), i32x4.min_s(least2, least3)),
    i32x4.max_s(i32x4.max_s(most0, most1), i32x4.max_s(most2, most3)),
  );
}

function byRowsStrip<W>(samples: i32, rowBytes: usize, rowOf: usize, table: usize, products: usize): void {
  for (let s = 0; s < samples; s++) {
    const t = Row.at(table, rowOf, s, rowBytes);
    const p0 = f32x4.mul(v128.load(products), v128.load(t));
    const p1 = sizeof<W>() > 1 ? f32x4.mul(v128.load(products, 16), v128.load(t, 16)) : p0;
    const p2 = sizeof<W>() > 2 ? f32x4.mul(v128.load(products, 32), v128.load(t, 32)) : p0;
    const p3 = sizeof<W>() > 2 ? f32x4.mul(v128.load(products, 48), v128.load(t, 48)) : p0;
    Row.store<W>(products, p0, p1, p2, p3);
    products += rowBytes;
  }
}

function copyStrip<W>(samples: i32, rowBytes: usize, rowOf: usize, table: usize, products: usize): void {
  for (let s = 0; s < samples; s++) {
    const t = Row.at(table, rowOf, s, rowBytes);
    const p0 = v128.load(t);
    const p1 = sizeof<W>() > 1 ? v128.load(t, 16) : p0;
    const p2 = sizeof<W>() > 2 ? v128.load(t, 32) : p0;
    const p3 = sizeof<W>() > 2 ? v128.load(t, 48) : p0;
    Row.store<W>(products, p0, p1, p2, p3);
    products += rowBytes;
  }
}

function addToRowsStrip<W>(samples: i32, rowBytes: usize, rowOf: usize, terms: usize, sums: usize): void {
  for (let s = 0; s < samples; s++) {
    Row.add<W>(Row.at(sums, rowOf, s, rowBytes), terms);
    terms += rowBytes;
  }
}

function addOperandStrip<W>(
  count: i32,
  rowBytes: usize,
  left: usize,
  right: usize,
  sums: usize,
  first: i32,
): void {
  for (let t = count - 1; t >= 0; t--) {
    const q = sums + <usize>(first + t) * rowBytes;
    Row.add<W>(Row.at(sums, left, t, rowBytes), q);
    Row.add<W>(Row.at(sums, right, t, rowBytes), q);
  }
}

class Row {
  /** The row of a table that element i of an index array names. */
  @inline static at(table: usize, index: usize, i: i32, rowBytes: usize): usize {
    return table + <usize>load<i32>(index + ((<usize>i) << 2)) * rowBytes;
  }

  @inline static store<W>(p: usize, p0: v128, p1: v128, p2: v128, p3: v128): void {
    v128.store(p, p0);
    if (sizeof<W>() > 1) v128.store(p, p1, 16);
    if (sizeof<W>() > 2) {
      v128.store(p, p2, 32);
      v128.store(p, p3, 48);
    }
  }

  /** The strip at p plus that at q. */
  @inline static add<W>(p: usize, q: usize): void {
    const s0 = f32x4.add(v128.load(p), v128.load(q));
    const s1 = sizeof<W>() > 1 ? f32x4.add(v128.load(p, 16), v128.load(q, 16)) : s0;
    const s2 = sizeof<W>() > 2 ? f32x4.add(v128.load(p, 32), v128.load(q, 32)) : s0;
    const s3 = sizeof<W>() > 2 ? f32x4.add(v128.load(p, 48), v128.load(q, 48)) : s0;
    Row.store<W>(p, s0, s1, s2, s3);
  }
}
