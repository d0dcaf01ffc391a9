// Products of table rows per sample, and the sums that their gradients are made of. Rows have 4, 8 or a multiple of 16
// columns, so that no tail code runs: they are taken in strips of 1, 2 or 4 vectors, which stay in registers.

// A strip has as many vectors as the type W has bytes: AssemblyScript has no parameters that are numbers.

export function multiplyRows(
  count: i32,
  width: i32,
  left: usize,
  right: usize,
  table: usize,
  first: i32,
): void {
  const rowBytes = (<usize>width) << 2;
  if (width == 4) multiplyStrip<u8>(count, 16, left, right, table, first);
  else if (width == 8) multiplyStrip<u16>(count, 32, left, right, table, first);
  else
    for (let c: usize = 0; c < rowBytes; c += 64)
      multiplyStrip<u32>(count, rowBytes, left, right, table + c, first);
}

export function sampleProducts(
  samples: i32,
  blocks: i32,
  width: i32,
  rowOf: usize,
  table: usize,
  products: usize,
  values: usize,
): void {
  const rowBytes = (<usize>width) << 2;
  if (width == 4) sampleStrip<u8>(samples, blocks, 16, rowOf, table, products, values, false);
  else if (width == 8) sampleStrip<u16>(samples, blocks, 32, rowOf, table, products, values, false);
  else
    for (let c: usize = 0; c < rowBytes; c += 64)
      sampleStrip<u32>(samples, blocks, rowBytes, rowOf, table + c, products + c, values, c > 0);
}

export function addSampleProducts(
  samples: i32,
  blocks: i32,
  width: i32,
  rowOf: usize,
  e: usize,
  products: usize,
  sums: usize,
): void {
  const rowBytes = (<usize>width) << 2;
  if (width == 4) addSampleStrip<u8>(samples, blocks, 16, rowOf, e, products, sums);
  else if (width == 8) addSampleStrip<u16>(samples, blocks, 32, rowOf, e, products, sums);
  else
    for (let c: usize = 0; c < rowBytes; c += 64)
      addSampleStrip<u32>(samples, blocks, rowBytes, rowOf, e, products + c, sums + c);
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

function multiplyStrip<W>(
  count: i32,
  rowBytes: usize,
  left: usize,
  right: usize,
  table: usize,
  first: i32,
): void {
  let out = table + <usize>first * rowBytes;
  for (let t = 0; t < count; t++) {
    const a = Row.at(table, left, t, rowBytes);
    const b = Row.at(table, right, t, rowBytes);
    // All loads before the first store: so V8 may join neighbouring vectors.
    const p0 = f32x4.mul(v128.load(a), v128.load(b));
    const p1 = sizeof<W>() > 1 ? f32x4.mul(v128.load(a, 16), v128.load(b, 16)) : p0;
    const p2 = sizeof<W>() > 2 ? f32x4.mul(v128.load(a, 32), v128.load(b, 32)) : p0;
    const p3 = sizeof<W>() > 2 ? f32x4.mul(v128.load(a, 48), v128.load(b, 48)) : p0;
    v128.store(out, p0);
    if (sizeof<W>() > 1) v128.store(out, p1, 16);
    if (sizeof<W>() > 2) {
      v128.store(out, p2, 32);
      v128.store(out, p3, 48);
    }
    out += rowBytes;
  }
}

function sampleStrip<W>(
  samples: i32,
  blocks: i32,
  rowBytes: usize,
  rowOf: usize,
  table: usize,
  products: usize,
  values: usize,
  addToValues: bool,
): void {
  const zero = f32x4.splat(0);
  for (let s = 0; s < samples; s++) {
    let t = Row.at(table, rowOf, 0, rowBytes);
    let p0 = v128.load(t);
    let p1 = sizeof<W>() > 1 ? v128.load(t, 16) : zero;
    let p2 = sizeof<W>() > 2 ? v128.load(t, 32) : zero;
    let p3 = sizeof<W>() > 2 ? v128.load(t, 48) : zero;
    for (let b = 1; b < blocks; b++) {
      t = Row.at(table, rowOf, b, rowBytes);
      p0 = f32x4.mul(p0, v128.load(t));
      if (sizeof<W>() > 1) p1 = f32x4.mul(p1, v128.load(t, 16));
      if (sizeof<W>() > 2) {
        p2 = f32x4.mul(p2, v128.load(t, 32));
        p3 = f32x4.mul(p3, v128.load(t, 48));
      }
    }
    v128.store(products, p0);
    if (sizeof<W>() > 1) v128.store(products, p1, 16);
    if (sizeof<W>() > 2) {
      v128.store(products, p2, 32);
      v128.store(products, p3, 48);
    }
    const sum = f32x4.add(f32x4.add(p0, p1), f32x4.add(p2, p3));
    const low = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1);
    const value = low + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
    store<f32>(values, addToValues ? load<f32>(values) + value : value);
    values += 4;
    products += rowBytes;
    rowOf += (<usize>blocks) << 2;
  }
}

function addSampleStrip<W>(
  samples: i32,
  blocks: i32,
  rowBytes: usize,
  rowOf: usize,
  e: usize,
  products: usize,
  sums: usize,
): void {
  for (let s = 0; s < samples; s++) {
    const factor = v128.load_splat<f32>(e);
    const q0 = f32x4.mul(factor, v128.load(products));
    const q1 = sizeof<W>() > 1 ? f32x4.mul(factor, v128.load(products, 16)) : q0;
    const q2 = sizeof<W>() > 2 ? f32x4.mul(factor, v128.load(products, 32)) : q0;
    const q3 = sizeof<W>() > 2 ? f32x4.mul(factor, v128.load(products, 48)) : q0;
    for (let b = 0; b < blocks; b++) Row.add<W>(Row.at(sums, rowOf, b, rowBytes), q0, q1, q2, q3);
    e += 4;
    products += rowBytes;
    rowOf += (<usize>blocks) << 2;
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
    const q0 = v128.load(q);
    const q1 = sizeof<W>() > 1 ? v128.load(q, 16) : q0;
    const q2 = sizeof<W>() > 2 ? v128.load(q, 32) : q0;
    const q3 = sizeof<W>() > 2 ? v128.load(q, 48) : q0;
    Row.add<W>(Row.at(sums, left, t, rowBytes), q0, q1, q2, q3);
    Row.add<W>(Row.at(sums, right, t, rowBytes), q0, q1, q2, q3);
  }
}

class Row {
  /** The row of a table that element i of an index array names. */
  @inline static at(table: usize, index: usize, i: i32, rowBytes: usize): usize {
    return table + <usize>load<i32>(index + ((<usize>i) << 2)) * rowBytes;
  }

  /** The strip at p plus q0 ... q3. */
  @inline static add<W>(p: usize, q0: v128, q1: v128, q2: v128, q3: v128): void {
    const s0 = f32x4.add(v128.load(p), q0);
    const s1 = sizeof<W>() > 1 ? f32x4.add(v128.load(p, 16), q1) : s0;
    const s2 = sizeof<W>() > 2 ? f32x4.add(v128.load(p, 32), q2) : s0;
    const s3 = sizeof<W>() > 2 ? f32x4.add(v128.load(p, 48), q3) : s0;
    v128.store(p, s0);
    if (sizeof<W>() > 1) v128.store(p, s1, 16);
    if (sizeof<W>() > 2) {
      v128.store(p, s2, 32);
      v128.store(p, s3, 48);
    }
  }
}
