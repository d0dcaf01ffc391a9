// Numbers whose exponent has no bounds: a float32 between 1 and 2 in magnitude, and an integer exponent beside it.

/** An exponent from here on stands for NaN, whatever the float beside it is. Sums of exponents of numbers stay far below. */
export const NAN_EXPONENT: i32 = 1 << 29;
const NOT_A_NUMBER: i32 = 1 << 30;

/** The exponents of four floats that are normal. */
export function exponentOf(x: v128): v128 {
  return i32x4.sub(i32x4.shr_u(i32x4.shl(x, 1), 24), i32x4.splat(127));
}

/** The floats without their exponents: between 1 and 2 in magnitude. */
export function mantissaOf(x: v128): v128 {
  return v128.or(v128.and(x, i32x4.splat(0x807fffff)), i32x4.splat(0x3f800000));
}

/** 2^e, for -126 <= e <= 127 */
function powerOf2(e: v128): v128 {
  return i32x4.shl(i32x4.add(e, i32x4.splat(127)), 23);
}

/** m 2^e, rounded once, for 1 <= |m| < 2: the first of two factors leaves it exact. */
function withExponent(m: v128, e: v128): v128 {
  const least = i32x4.splat(-126);
  const most = i32x4.splat(127);
  const first = i32x4.min_s(i32x4.max_s(e, least), most);
  const second = i32x4.min_s(i32x4.max_s(i32x4.sub(e, first), least), most);
  const value = f32x4.mul(f32x4.mul(m, powerOf2(first)), powerOf2(second));
  return v128.or(value, i32x4.ge_s(e, i32x4.splat(NAN_EXPONENT)));
}

export function exponentRange(count: i32, x: usize): i32 {
  // Four chains of each, which need not wait for one another.
  const infinity = i32x4.splat(0x7f800000);
  let least0 = infinity;
  let least1 = infinity;
  let least2 = infinity;
  let least3 = infinity;
  let most0 = i32x4.splat(0);
  let most1 = most0;
  let most2 = most0;
  let most3 = most0;
  for (; count >= 16; count -= 16) {
    const e0 = v128.and(v128.load(x), infinity);
    const e1 = v128.and(v128.load(x, 16), infinity);
    const e2 = v128.and(v128.load(x, 32), infinity);
    const e3 = v128.and(v128.load(x, 48), infinity);
    least0 = i32x4.min_s(least0, e0);
    least1 = i32x4.min_s(least1, e1);
    least2 = i32x4.min_s(least2, e2);
    least3 = i32x4.min_s(least3, e3);
    most0 = i32x4.max_s(most0, e0);
    most1 = i32x4.max_s(most1, e1);
    most2 = i32x4.max_s(most2, e2);
    most3 = i32x4.max_s(most3, e3);
    x += 64;
  }
  for (; count > 0; count -= 4) {
    const e = v128.and(v128.load(x), infinity);
    least0 = i32x4.min_s(least0, e);
    most0 = i32x4.max_s(most0, e);
    x += 16;
  }
  return packedRange(
    i32x4.min_s(i32x4.min_s(least0, least1), i32x4.min_s(least2, least3)),
    i32x4.max_s(i32x4.max_s(most0, most1), i32x4.max_s(most2, most3)),
  );
}

/** What exponentRange returns, of the floats whose exponents have been compared in place, lane by lane. */
export function packedRange(least: v128, most: v128): i32 {
  least = i32x4.min_s(least, v128.shuffle<i32>(least, least, 2, 3, 0, 1));
  most = i32x4.max_s(most, v128.shuffle<i32>(most, most, 2, 3, 0, 1));
  const low = min(i32x4.extract_lane(least, 0), i32x4.extract_lane(least, 1)) >>> 23;
  const high = max(i32x4.extract_lane(most, 0), i32x4.extract_lane(most, 1)) >>> 23;
  return low | (high << 8);
}

/** The packed range of no floats. */
export const NO_RANGE: i32 = 255;

/** The range of two packed ranges' floats together. */
export function joinedRange(a: i32, b: i32): i32 {
  return min(a & 255, b & 255) | (max(a >> 8, b >> 8) << 8);
}

export function splitRows(count: i32, table: usize, exponents: usize): void {
  for (let i = 0; i < count; i += 4) {
    const x = v128.load(table);
    const e = exponentOf(x);
    const isFinite = i32x4.le_s(e, i32x4.splat(127));
    v128.store(table, mantissaOf(x));
    v128.store(exponents, v128.bitselect(e, i32x4.splat(NOT_A_NUMBER), isFinite));
    table += 16;
    exponents += 16;
  }
}

export function splitProducts(count: i32, products: usize, exponents: usize): void {
  for (let i = 0; i < count; i += 4) {
    const x = v128.load(products);
    v128.store(exponents, i32x4.add(v128.load(exponents), exponentOf(x)));
    v128.store(products, mantissaOf(x));
    products += 16;
    exponents += 16;
  }
}

export function multiplySplitRows(
  count: i32,
  width: i32,
  left: usize,
  right: usize,
  table: usize,
  exponents: usize,
  first: i32,
): void {
  for (let t = 0; t < count; t++) {
    const a = <usize>load<i32>(left + ((<usize>t) << 2)) * <usize>width;
    const b = <usize>load<i32>(right + ((<usize>t) << 2)) * <usize>width;
    const out = <usize>(first + t) * <usize>width;
    Split.multiply(width, table, exponents, a, table, exponents, b, table, exponents, out);
  }
}

export function multiplyBySplitRows(
  samples: i32,
  width: i32,
  rowOf: usize,
  table: usize,
  tableExponents: usize,
  products: usize,
  exponents: usize,
): void {
  for (let s = 0; s < samples; s++) {
    const row = <usize>load<i32>(rowOf + ((<usize>s) << 2)) * <usize>width;
    const p = <usize>s * <usize>width;
    Split.multiply(width, products, exponents, p, table, tableExponents, row, products, exponents, p);
  }
}

class Split {
  /** A row of each of two tables, from an element on, to a row of a third. */
  static multiply(
    width: i32,
    a: usize,
    aExponents: usize,
    aFirst: usize,
    b: usize,
    bExponents: usize,
    bFirst: usize,
    out: usize,
    outExponents: usize,
    outFirst: usize,
  ): void {
    for (let c = 0; c < width; c += 4) {
      const i = (aFirst + <usize>c) << 2;
      const j = (bFirst + <usize>c) << 2;
      const k = (outFirst + <usize>c) << 2;
      const ma = v128.load(a + i);
      const ea = i32x4.add(v128.load(aExponents + i), exponentOf(ma));
      const eb = v128.load(bExponents + j);
      const p = f32x4.mul(mantissaOf(ma), v128.load(b + j));
      const isNumber = i32x4.lt_s(i32x4.max_s(ea, eb), i32x4.splat(NAN_EXPONENT));
      const e = i32x4.add(i32x4.add(ea, eb), exponentOf(p));
      v128.store(out + k, mantissaOf(p));
      v128.store(outExponents + k, v128.bitselect(e, i32x4.splat(NOT_A_NUMBER), isNumber));
    }
  }
}

export function joinProducts(count: i32, products: usize, exponents: usize): void {
  for (let i = 0; i < count; i += 4) {
    const p = v128.load(products);
    v128.store(products, withExponent(mantissaOf(p), i32x4.add(v128.load(exponents), exponentOf(p))));
    products += 16;
    exponents += 16;
  }
}

export function sumRows(samples: i32, cols: i32, width: i32, products: usize, values: usize): void {
  const rowBytes = (<usize>width) << 2;
  if (width == 4) sumStrip<u8>(samples, cols, 16, products, values, false);
  else if (width == 8) sumStrip<u16>(samples, cols, 32, products, values, false);
  else
    for (let c: usize = 0; c < rowBytes; c += 64)
      sumStrip<u32>(samples, cols - ((<i32>c) >> 2), rowBytes, products + c, values, c > 0);
}

/** A strip has as many vectors as the type W has bytes, as in blocks.ts. */
function sumStrip<W>(
  samples: i32,
  cols: i32,
  rowBytes: usize,
  products: usize,
  values: usize,
  addToValues: bool,
): void {
  const zero = f32x4.splat(0);
  const isColumn0 = columnsFrom(0, cols);
  const isColumn1 = columnsFrom(4, cols);
  const isColumn2 = columnsFrom(8, cols);
  const isColumn3 = columnsFrom(12, cols);
  for (let s = 0; s < samples; s++) {
    const p0 = v128.and(v128.load(products), isColumn0);
    const p1 = sizeof<W>() > 1 ? v128.and(v128.load(products, 16), isColumn1) : zero;
    const p2 = sizeof<W>() > 2 ? v128.and(v128.load(products, 32), isColumn2) : zero;
    const p3 = sizeof<W>() > 2 ? v128.and(v128.load(products, 48), isColumn3) : zero;
    const sum = f32x4.add(f32x4.add(p0, p1), f32x4.add(p2, p3));
    const low = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1);
    const value = low + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
    store<f32>(values, addToValues ? load<f32>(values) + value : value);
    values += 4;
    products += rowBytes;
  }
}

/** All bits of the lanes whose columns, from `first` on, are below `cols`. */
function columnsFrom(first: i32, cols: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(cols - first));
}

export function scaleRows(count: i32, width: i32, x: usize, factors: usize, out: usize): void {
  for (let l = 0; l < count; l++) {
    const factor = v128.load_splat<f32>(factors);
    for (let c = 0; c < width; c += 4) {
      v128.store(out, f32x4.mul(factor, v128.load(x)));
      x += 16;
      out += 16;
    }
    factors += 4;
  }
}
