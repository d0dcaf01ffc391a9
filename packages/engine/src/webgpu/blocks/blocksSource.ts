/**
 * WGSL: what the instructions of CP with very many modes do. A product of hundreds of factors may leave the range of float32 on
 * the way, so it is kept as a mantissa and an integer exponent. A thread works on four columns, which share what it looks up.
 *
 * Letters: i-th selected sample, column r of n. Without a batch, the m samples from k on are selected. A tuple has `it.z` words, an index `it.aRow` bits.
 */

/** The bodies of the instructions, by kind. */
export const BLOCKS_BODY = {
  // out (selected, n): for every column the product over b modes. The page has where each mode's matrix is (x), and the tuples (y).
  blocksProducts: `
    let quads = (it.n + 3) / 4;
    for (var at = first; at < observations(it) * quads; at += stride) {
      let i = at / quads;
      let r = 4 * (at % quads);
      let tuple = it.y + sampleAt(it, i) * it.z;
      var product = ONE;
      for (var mode = 0u; mode < it.b; mode += SOME_MODES) {
        product = timesSome(it, tuple, r, mode, product);
      }
      putColumns(it, it.out + i * it.n, r, toFloat32(product));
    }`,

  // out (by sample): the sum of every row of a (selected, n)
  blocksValues: `
    for (var i = first; i < observations(it); i += stride) {
      var sum = 0.0;
      for (var r = 0u; r < it.n; r++) { sum += value(it.a + i * it.n + r); }
      put(it.out + sampleAt(it, i), sum);
    }`,

  // out (selected, n): every row times its sample's number in a
  blocksTerms: `
    for (var at = first; at < observations(it) * it.n; at += stride) {
      put(it.out + at, value(it.out + at) * value(it.a + sampleAt(it, at / it.n)));
    }`,

  // For every row of the matrices, which are b pairs of rows or single ones: the sum of a (selected, n) over the samples that use
  // it, at the row's own place after out. The page has the pairs (x): the place of the first row, its mode and its index there, and
  // how many rows there are.
  blocksSums: `
    let quads = (it.n + 3) / 4;
    for (var at = first; at < it.b * quads; at += stride) {
      let pair = it.x + 4 * (at / quads);
      let r = 4 * (at % quads);
      let mode = index(pair + 1);
      let row = index(pair + 2);
      var sum = vec4f();
      var nextSum = vec4f();
      for (var i = 0u; i < observations(it); i++) {
        let used = indexAt(it, it.y + sampleAt(it, i) * it.z, mode);
        let term = fourColumns(it, it.a + i * it.n, r);
        sum += select(vec4f(), term, used == row);
        nextSum += select(vec4f(), term, used == row + 1);
      }
      let place = it.out + index(pair);
      putColumns(it, place, r, sum);
      if (index(pair + 3) == 2) { putColumns(it, place + it.n, r, nextSum); }
    }`,

  // out (m): every sum over its factor in a, since d product / d factor = product / factor
  blocksQuotients: `
    for (var i = first; i < it.m; i += stride) {
      put(it.out + i, value(it.out + i) / usableFactor(vec4f(value(it.a + i))).x);
    }`,
};

/**
 * A factor closer to zero than 2^-40 counts as this far from zero: the quotient of its gradient is then a good one (see the CPU's
 * evaluator). It also keeps the product of a mantissa and a factor between 2^-41 and 2^128.
 */
export const BLOCKS_FUNCTIONS = `
const SIGN = vec4u(0x80000000);
const EXPONENT = vec4u(0x7f800000);
const MANTISSA = vec4u(0x807fffff); // with its sign
const HALF = vec4u(0x3f000000);
const SMALLEST_FACTOR = vec4u(0x2b800000); // 2^-40
const NOT_FINITE = vec4i(0x1000000); // more than any exponent

// mantissa 2^exponent; the mantissa is between 1/2 and 1, or between -1 and -1/2.
struct Product { mantissa: vec4f, exponent: vec4i }

const ONE = Product(vec4f(0.5), vec4i(1));

fn usableFactor(factor: vec4f) -> vec4f {
  let bits = bitcast<vec4u>(factor);
  let isSmall = (bits & ~SIGN) < SMALLEST_FACTOR;
  return bitcast<vec4f>(select(bits, (bits & SIGN) | SMALLEST_FACTOR, isSmall));
}

fn times(product: Product, factor: vec4f) -> Product {
  let next = normalized(product.mantissa * usableFactor(factor), product.exponent);
  return Product(next.mantissa, select(NOT_FINITE, next.exponent, isFinite(factor)));
}

// x 2^exponent, where x is a normal number.
fn normalized(x: vec4f, exponent: vec4i) -> Product {
  let bits = bitcast<vec4u>(x);
  return Product(
    bitcast<vec4f>((bits & MANTISSA) | HALF),
    exponent + bitcast<vec4i>((bits & EXPONENT) >> vec4u(23)) - 126,
  );
}

// WGSL may assume that floating-point numbers are finite, but not that integers are.
fn isFinite(x: vec4f) -> vec4<bool> {
  return (bitcast<vec4u>(x) & EXPONENT) != EXPONENT;
}

// The factors of SOME_MODES modes or fewer. If all are near one, their product is far from the ends of float32, and so is whatever
// it is made of on the way.
const SOME_MODES = 8u;
const NEAR_ONE = 4096.0; // its 8th power is 2^96

fn timesSome(it: Instruction, tuple: u32, r: u32, first: u32, product: Product) -> Product {
  let end = min(first + SOME_MODES, it.b);
  var some = vec4f(1);
  var least = vec4f(1);
  var most = vec4f(1);
  for (var mode = first; mode < end; mode++) {
    let factor = factorAt(it, tuple, r, mode);
    some *= factor;
    least = min(least, abs(factor));
    most = max(most, abs(factor));
  }
  if (all(least >= vec4f(1 / NEAR_ONE)) && all(most <= vec4f(NEAR_ONE)) && all(isFinite(some))) {
    return normalized(product.mantissa * some, product.exponent);
  }
  var exact = product;
  for (var mode = first; mode < end; mode++) { exact = times(exact, factorAt(it, tuple, r, mode)); }
  return exact;
}

// Infinity or zero where float32 ends, and NaN after a factor that is not finite.
fn toFloat32(product: Product) -> vec4f {
  let mantissa = bitcast<vec4u>(product.mantissa);
  let exponent = product.exponent;
  var bits = (mantissa & MANTISSA) | (bitcast<vec4u>(exponent + 126) << vec4u(23));
  bits = select(bits, mantissa & SIGN, exponent < vec4i(-125));
  bits = select(bits, (mantissa & SIGN) | EXPONENT, exponent > vec4i(128));
  return bitcast<vec4f>(select(bits, ~vec4u(), exponent > NOT_FINITE / 2));
}

// The i-th selected sample: of the batch, or of those from k on.
fn sampleAt(it: Instruction, i: u32) -> u32 {
  if (it.batched == 0) { return it.k + i; }
  return observation(it, i);
}

fn factorAt(it: Instruction, tuple: u32, r: u32, mode: u32) -> vec4f {
  return fourColumns(it, index(it.x + mode) + indexAt(it, tuple, mode) * it.n, r);
}

fn indexAt(it: Instruction, tuple: u32, mode: u32) -> u32 {
  let bit = mode * it.aRow;
  return extractBits(index(tuple + bit / 32), bit % 32, it.aRow);
}

// Columns from r on; the last is repeated where there are no more.
fn fourColumns(it: Instruction, row: u32, r: u32) -> vec4f {
  let columns = row + min(vec4u(r, r + 1, r + 2, r + 3), vec4u(it.n - 1));
  return vec4f(value(columns.x), value(columns.y), value(columns.z), value(columns.w));
}

fn putColumns(it: Instruction, row: u32, r: u32, numbers: vec4f) {
  for (var c = 0u; c < min(4u, it.n - r); c++) { put(row + r + c, numbers[c]); }
}
`;
