/**
 * WGSL: what each kind of instruction does. `first` and `stride` divide the elements among threads; kinds that sum over all
 * elements run in one workgroup. No test for NaN is made here, because WGSL may assume that there is none: losses are read back
 * and looked at on the host.
 *
 * Letters: m, n, k sizes; an element's terms are added in ascending order, each by one fma.
 */
import { BLOCKS_BODY, BLOCKS_FUNCTIONS } from '../blocks/blocksSource.ts';
import { isProduct, NONE, operandsOf, SQUARES_AT_ONCE, type Instruction, type Kind } from '../instruction.ts';
import { lines, range } from '../wgslText.ts';
import { STAGED_PRODUCT, stagedProductDeclarations } from './stagedProduct.ts';

const BODY: Readonly<Record<Kind, string>> = {
  ...BLOCKS_BODY,

  // out (m) = 0
  zero: `
    for (var i = first; i < it.m; i += stride) { put(it.out + i, 0); }`,

  // out (m, n) = a (m, k) b (k, n), with any distances between rows and columns
  product: `
    for (var at = first; at < it.m * it.n; at += stride) {
      var a = it.a + (at / it.n) * it.aRow;
      var b = it.b + (at % it.n) * it.bColumn;
      var sum = 0.0;
      for (var p = 0u; p < it.k; p++) {
        sum = fma(value(a), value(b), sum);
        a += it.aColumn;
        b += it.bRow;
      }
      put(it.out + at, sum);
    }`,

  // The same in tiles of 4 x 4. Those at the edges repeat the last row or column, and do not write the copies.
  tiledProduct: `
    let columns = (it.n + 3) / 4;
    let tiles = columns * ((it.m + 3) / 4);
    for (var tile = first; tile < tiles; tile += stride) {
      let i = 4 * (tile / columns);
      let j = 4 * (tile % columns);
      let rows = min(vec4u(i, i + 1, i + 2, i + 3), vec4u(it.m - 1));
      let cols = min(vec4u(j, j + 1, j + 2, j + 3), vec4u(it.n - 1));
      var a = it.a + rows * it.aRow;
      var b = it.b + cols * it.bColumn;
      // Zeros are written out: SwiftShader does not clear a variable of a loop again.
      var row0 = vec4f(); var row1 = vec4f(); var row2 = vec4f(); var row3 = vec4f();
      for (var p = 0u; p < it.k; p++) {
        let right = vec4f(value(b.x), value(b.y), value(b.z), value(b.w));
        row0 = fma(vec4f(value(a.x)), right, row0);
        row1 = fma(vec4f(value(a.y)), right, row1);
        row2 = fma(vec4f(value(a.z)), right, row2);
        row3 = fma(vec4f(value(a.w)), right, row3);
        a += it.aColumn;
        b += it.bRow;
      }
      let sum = array(row0, row1, row2, row3);
      let width = min(4u, it.n - j);
      for (var r = 0u; r < min(4u, it.m - i); r++) {
        for (var c = 0u; c < width; c++) { put(it.out + (i + r) * it.n + j + c, sum[r][c]); }
      }
    }`,

  // out (m, n): row t is row x[t] of a times row y[t] of b
  gatherProduct: `
    for (var at = first; at < it.m * it.n; at += stride) {
      let t = at / it.n;
      let r = at % it.n;
      put(it.out + at, value(it.a + index(it.x + t) * it.n + r) * value(it.b + index(it.y + t) * it.n + r));
    }`,

  // out (m, n): row u is the sum over the q of segment u of a at tuple y[q], times row z[q] of b; segment u begins at x[u]
  segmentSums: `
    for (var at = first; at < it.m * it.n; at += stride) {
      let u = at / it.n;
      let r = at % it.n;
      let end = index(it.x + u + 1);
      var sum = 0.0;
      for (var q = index(it.x + u); q < end; q++) {
        let g = value(it.a + index(it.y + q) * it.aRow + r * it.aColumn);
        sum = fma(g, value(it.b + index(it.z + q) * it.n + r), sum);
      }
      put(it.out + at, sum);
    }`,

  // out (observations): the dot product of row x[s] of a with row y[s] of b, both of length n
  gatherDot: `
    for (var i = first; i < observations(it); i += stride) {
      let s = observation(it, i);
      let a = it.a + index(it.x + s) * it.n;
      let b = it.b + index(it.y + s) * it.n;
      var sum = 0.0;
      for (var r = 0u; r < it.n; r++) { sum = fma(value(a + r), value(b + r), sum); }
      put(it.out + s, sum);
    }`,

  // out (m, n) = the columns of a, each times its number in b (n)
  scaleColumns: `
    for (var at = first; at < it.m * it.n; at += stride) {
      put(it.out + at, value(it.a + at) * value(it.b + at % it.n));
    }`,

  // out (n) = for every column the dot product of a (m, n) with b (m, n)
  columnDots: `
    for (var j = first; j < it.n; j += stride) {
      var sum = 0.0;
      for (var i = 0u; i < it.m; i++) { sum = fma(value(it.a + i * it.n + j), value(it.b + i * it.n + j), sum); }
      put(it.out + j, sum);
    }`,

  // out (m) = the numbers x (n, m) of the page, transposed, times a (n)
  measurements: `
    for (var i = first; i < it.m; i += stride) {
      var sum = 0.0;
      for (var j = 0u; j < it.n; j++) { sum = fma(given(it.x + j * it.m + i), value(it.a + j), sum); }
      put(it.out + i, sum);
    }`,

  // out = l'(r) over the number of observations, where each observation has its prediction
  lossGradient: `
    let count = observations(it);
    let share = 1 / f32(count);
    for (var i = first; i < count; i += stride) {
      let s = observation(it, i);
      let place = placeOf(it, s);
      put(it.out + place, lossDerivative(it, value(it.a + place), given(it.y + s)) * share);
    }`,

  // out (2) = the means of l(r) and of r^2; of a batch, also into the trace
  losses: `
    let count = observations(it);
    var sums = vec2f();
    for (var i = first; i < count; i += stride) {
      let s = observation(it, i);
      let prediction = value(it.a + placeOf(it, s));
      let y = given(it.y + s);
      let r = prediction - y;
      sums += vec2f(lossOf(it, prediction, y), r * r);
    }
    let means = total(sums, first) / f32(count);
    if (first == 0) {
      put(it.out, means.x);
      put(it.out + 1, means.y);
      if (it.batched == 1) {
        trace[3 * traced() + 1] = means.x;
        trace[3 * traced() + 2] = means.y;
      }
    }`,

  // out (n): each the sum of the squares of so many of a (m), by a workgroup of its own
  squares: `
    let thread = first % THREADS;
    let own = (first / THREADS) * ${SQUARES_AT_ONCE};
    var squares = 0.0;
    for (var i = own + thread; i < min(own + ${SQUARES_AT_ONCE}, it.m); i += THREADS) {
      squares = fma(value(it.a + i), value(it.a + i), squares);
    }
    let sum = total(vec2f(squares, 0), thread).x;
    if (thread == 0) { put(it.out + first / THREADS, sum); }`,

  // v = decay v + (1 - decay) |a|^2, out = rate / (sqrt(v / (1 - decay^t)) + epsilon). Variant 1: a has sums of squares.
  groupStep: `
    var squares = 0.0;
    for (var i = first; i < it.m; i += stride) {
      let a = value(it.a + i);
      squares = fma(a, select(a, 1.0, it.variant == 1), squares);
    }
    let norm = total(vec2f(squares, 0), first).x;
    if (first == 0) {
      let v = fma(it.p.y, value(it.b), it.p.z * norm);
      let step = it.p.x / (sqrt(v * scheduled(0, 1)) + it.p.w);
      put(it.b, v);
      put(it.out, step);
      trace[3 * traced()] = step;
    }`,

  adamStep: `
    if (first == 0) {
      put(it.out, scheduled(0, 2));
      put(it.out + 1, scheduled(1, 2));
    }`,

  // The parameters out (m), from their gradient a, the step b and the optimizer's slots
  update: `
    for (var i = first; i < it.m; i += stride) {
      let g = value(it.a + i);
      let p = value(it.out + i);
      switch it.variant {
        case 0: { put(it.out + i, fma(-it.p.x, g, p)); }
        case 1: { put(it.out + i, fma(-value(it.b), g, p)); }
        case 2: {
          let velocity = fma(it.p.y, value(it.aRow + i), g);
          put(it.aRow + i, velocity);
          put(it.out + i, fma(-it.p.x, velocity, p));
        }
        default: {
          let mean = fma(it.p.x, value(it.aRow + i), it.p.y * g);
          let square = fma(it.p.z, value(it.bRow + i), (it.p.w * g) * g);
          put(it.aRow + i, mean);
          put(it.bRow + i, square);
          let root = fma(sqrt(square), value(it.b + 1), it.q.x);
          put(it.out + i, fma(-value(it.b), mean / root, p));
        }
      }
    }`,

  // Counts iterations where each instruction is a dispatch
  nextIteration: `
    if (first == 0) { put(it.out, bitcast<f32>(bitcast<u32>(value(it.out)) + 1)); }`,
};

/** Whether an instruction of this kind has the threads of a workgroup wait for their `total`. */
export const sumsOverThreads = (kind: Kind): boolean => BODY[kind].includes('total(');

const LOSSES = `
fn placeOf(it: Instruction, s: u32) -> u32 {
  if (it.x == ${NONE}) { return s; }
  return index(it.x + s);
}

fn lossOf(it: Instruction, f: f32, y: f32) -> f32 {
  let r = f - y;
  switch it.variant {
    case 0: { return r * r; }
    case 1: { return abs(r); }
    case 2: {
      if (abs(r) < it.p.x) { return 0.5 * r * r / it.p.x; }
      return abs(r) - 0.5 * it.p.x;
    }
    default: { return max(-y * f, 0) + log(1 + exp(-abs(f))); } // y is 1 or -1
  }
}

fn lossDerivative(it: Instruction, f: f32, y: f32) -> f32 {
  let r = f - y;
  switch it.variant {
    case 0: { return 2 * r; }
    case 1: { return sign(r); }
    case 2: {
      if (abs(r) < it.p.x) { return r / it.p.x; }
      return sign(r);
    }
    default: {
      let e = exp(-abs(f));
      return -y * select(1.0, e, y * f > 0) / (1 + e);
    }
  }
}
`;

/**
 * A function for each of these kinds: `kind(instruction, first, stride)`.
 * @param stagedThreads of the one workgroup, if its threads fetch operands of products together: a power of four
 */
export const functionsOf = (kinds: readonly Kind[], stagedThreads?: number): string => `
${LOSSES}
${stagedThreads === undefined ? '' : stagedProductDeclarations(stagedThreads)}
${kinds.some((kind) => kind in BLOCKS_BODY) ? BLOCKS_FUNCTIONS : ''}
${lines(kinds, (kind) => {
  const isStaged = stagedThreads !== undefined && isProduct(kind);
  return `fn ${kind}(it: Instruction, first: u32, stride: u32) {${isStaged ? STAGED_PRODUCT : BODY[kind]}\n}`;
})}
`;

/** An instruction whose sizes and places are constants of the text. */
export function literalOf(it: Instruction): string {
  const four = (from: number): string =>
    `vec4f(${range(4)
      .map((i) => Math.fround(it.constants?.[from + i] ?? 0))
      .join(', ')})`;
  return `Instruction(${operandsOf(it)
    .map((operand) => `${operand}u`)
    .join(', ')}, ${four(0)}, ${four(4)})`;
}
