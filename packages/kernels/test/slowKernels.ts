// The kernels again, one element at a time and for reading: what the fast ones must equal bit for bit. Arguments are
// arrays in place of addresses; everything else is as in src/kernelFunctions.ts.
import type { MultiplyAdd } from './float32.ts';

type Floats = Float32Array;
const round = Math.fround;

/** acc = fma(a(p), b(p), acc) for p = 0 ... count - 1, from +0. */
function chain(fma: MultiplyAdd, count: number, a: (p: number) => number, b: (p: number) => number): number {
  let acc = 0;
  for (let p = 0; p < count; p++) acc = fma(a(p), b(p), acc);
  return acc;
}

function table(rows: number, cols: number, element: (i: number, j: number) => number): Floats {
  return Float32Array.from({ length: rows * cols }, (_, at) => element(Math.floor(at / cols), at % cols));
}

export function gemm(
  fma: MultiplyAdd,
  [m, n, k]: readonly [number, number, number],
  a: (i: number, p: number) => number,
  b: (p: number, j: number) => number,
): Floats {
  return table(m, n, (i, j) =>
    chain(
      fma,
      k,
      (p) => a(i, p),
      (p) => b(p, j),
    ),
  );
}

export function gatherProduct(
  cols: number,
  a: Floats,
  aIndex: Int32Array,
  b: Floats,
  bIndex: Int32Array,
): Floats {
  return table(aIndex.length, cols, (t, r) => a[aIndex[t]! * cols + r]! * b[bIndex[t]! * cols + r]!);
}

export function gatherDot(
  fma: MultiplyAdd,
  cols: number,
  a: Floats,
  aIndex: Int32Array,
  b: Floats,
  bIndex: Int32Array,
): Floats {
  return table(aIndex.length, 1, (s) =>
    chain(
      fma,
      cols,
      (r) => a[aIndex[s]! * cols + r]!,
      (r) => b[bIndex[s]! * cols + r]!,
    ),
  );
}

export function segmentSumProduct(
  fma: MultiplyAdd,
  cols: number,
  starts: Int32Array,
  tuple: Int32Array,
  g: Floats,
  other: Floats,
  otherIndex: Int32Array,
): Floats {
  return table(starts.length - 1, cols, (u, r) =>
    chain(
      fma,
      starts[u + 1]! - starts[u]!,
      (q) => g[tuple[starts[u]! + q]! * cols + r]!,
      (q) => other[otherIndex[starts[u]! + q]! * cols + r]!,
    ),
  );
}

export function segmentSumScaled(
  fma: MultiplyAdd,
  cols: number,
  starts: Int32Array,
  tuple: Int32Array,
  e: Floats,
  x: Floats,
  xIndex: Int32Array,
): Floats {
  return table(starts.length - 1, cols, (u, r) =>
    chain(
      fma,
      starts[u + 1]! - starts[u]!,
      (q) => e[tuple[starts[u]! + q]!]!,
      (q) => x[xIndex[starts[u]! + q]! * cols + r]!,
    ),
  );
}

export function scaleColumns(rows: number, cols: number, x: Floats, w: Floats): Floats {
  return table(rows, cols, (t, r) => x[t * cols + r]! * w[r]!);
}

export function columnDots(fma: MultiplyAdd, rows: number, cols: number, a: Floats, b: Floats): Floats {
  return table(1, cols, (_, r) =>
    chain(
      fma,
      rows,
      (t) => a[t * cols + r]!,
      (t) => b[t * cols + r]!,
    ),
  );
}

export function vectorMatrix(fma: MultiplyAdd, n: number, x: Floats, m: Floats, mRowStride: number): Floats {
  return table(1, n, (_, j) =>
    chain(
      fma,
      x.length,
      (i) => x[i]!,
      (i) => m[i * mRowStride + j]!,
    ),
  );
}

export function maskedResidual(predictions: Floats, targets: Floats, mask: Int32Array): Floats {
  return predictions.map((y, i) => (mask[i] === 0 ? 0 : y - targets[i]!));
}

export function scale(x: Floats, factor: number): Floats {
  return x.map((value) => value * factor);
}

function sign(r: number): number {
  return Number.isNaN(r) ? NaN : r > 0 ? 1 : r < 0 ? -1 : 0;
}

export function absoluteGradient(r: Floats, factor: number): Floats {
  return r.map((value) => sign(value) * factor);
}

export function huberGradient(r: Floats, threshold: number, factor: number): Floats {
  return r.map((value) => (Math.abs(value) < threshold ? round(value / threshold) : sign(value)) * factor);
}

/** 16 partial sums, joined as ARITHMETIC.md says. */
function reduce(x: Floats, add: (partial: number, value: number) => number): number {
  const p = new Float32Array(16);
  x.forEach((value, i) => (p[i % 16] = add(p[i % 16]!, value)));
  const [s0, s1, s2, s3] = [0, 1, 2, 3].map((l) =>
    round(round(p[l]! + p[l + 4]!) + round(p[l + 8]! + p[l + 12]!)),
  );
  return round(round(s0! + s1!) + round(s2! + s3!));
}

export function sumOfSquares(fma: MultiplyAdd, x: Floats): number {
  return reduce(x, (partial, value) => fma(value, value, partial));
}

export function sumOfAbsolutes(x: Floats): number {
  return reduce(x, (partial, value) => partial + Math.abs(value));
}

export function sumOfHuber(x: Floats, threshold: number): number {
  const h = (r: number) =>
    Math.abs(r) < threshold
      ? round(round(round(0.5 * r) * r) / threshold)
      : round(Math.abs(r) - round(0.5 * threshold));
  return reduce(x, (partial, value) => partial + h(value));
}

export function sgdUpdate(fma: MultiplyAdd, p: Floats, g: Floats, step: number): Floats {
  return p.map((value, i) => fma(-step, g[i]!, value));
}

export function momentumUpdate(
  fma: MultiplyAdd,
  p: Floats,
  g: Floats,
  velocity: Floats,
  momentum: number,
  step: number,
): { p: Floats; velocity: Floats } {
  const next = velocity.map((value, i) => fma(momentum, value, g[i]!));
  return { velocity: next, p: p.map((value, i) => fma(-step, next[i]!, value)) };
}

export interface AdamConstants {
  beta1: number;
  oneMinusBeta1: number;
  beta2: number;
  oneMinusBeta2: number;
  step: number;
  inverseSqrtBias2: number;
  epsilon: number;
}

export function adamUpdate(
  fma: MultiplyAdd,
  p: Floats,
  g: Floats,
  m: Floats,
  v: Floats,
  c: AdamConstants,
): { p: Floats; m: Floats; v: Floats } {
  const m1 = m.map((value, i) => fma(c.beta1, value, round(c.oneMinusBeta1 * g[i]!)));
  const v1 = v.map((value, i) => fma(c.beta2, value, round(round(c.oneMinusBeta2 * g[i]!) * g[i]!)));
  const direction = m1.map(
    (value, i) => value / fma(round(Math.sqrt(v1[i]!)), c.inverseSqrtBias2, c.epsilon),
  );
  return { m: m1, v: v1, p: p.map((value, i) => fma(-c.step, direction[i]!, value)) };
}

/** ||A^T A - B B^T||_F^2, float64; A is (m, width), B is (width, n). */
export function layerImbalance(width: number, a: Floats, b: Floats): number {
  const [m, n] = [a.length / width, b.length / width];
  let sum = 0;
  for (let p = 0; p < width; p++) {
    const difference = (q: number): number => {
      let d = 0;
      for (let i = 0; i < m; i++) d += a[i * width + p]! * a[i * width + q]!;
      for (let j = 0; j < n; j++) d -= b[p * n + j]! * b[q * n + j]!;
      return d;
    };
    const square = (q: number): number => difference(q) * difference(q);
    let beside = 0;
    for (let q = p + 1; q < width; q++) beside += square(q);
    sum += square(p) + 2 * beside;
  }
  return sum;
}

/** (P0 + P2) + (P1 + P3), where term p is added to part p mod 4; float64. */
function inFourParts(terms: readonly number[]): number {
  const part = [0, 0, 0, 0];
  terms.forEach((term, p) => (part[p % 4]! += term));
  return part[0]! + part[2]! + (part[1]! + part[3]!);
}

/** Sum of (a - b)^2, float64. */
export function squaredDistance(a: Floats, b: Floats): number {
  return inFourParts(Array.from(a, (x, i) => (x - b[i]!) * (x - b[i]!)));
}

/** Bidiagonal form of A (m, n), float64: diagonal (n) and superdiagonal (n - 1). */
export function bidiagonalize(
  m: number,
  n: number,
  a: (i: number, j: number) => number,
): { diagonal: number[]; superdiagonal: number[] } {
  const A = Array.from({ length: m }, (_, i) => Array.from({ length: n }, (__, j) => a(i, j)));
  const rows = (first: number) => Array.from({ length: m - first }, (_, i) => first + i);
  const columns = (first: number) => Array.from({ length: n - first }, (_, j) => first + j);
  const zeros = (count: number) => new Array<number>(count).fill(0);
  const dot = (y: number[], z: number[], after: number): number =>
    inFourParts(y.map((value, j) => (j > after ? value * z[j]! : 0)));
  const [diagonal, superdiagonal]: [number[], number[]] = [[], []];
  let [u, x, w, v] = [zeros(m), zeros(m), zeros(n), zeros(n)];
  for (let k = 0; k < n; k++) {
    const column = reflection(rows(k).map((i) => A[i]![k]! + u[i]! * w[k]! + x[i]! * v[k]!));
    diagonal.push(column.alpha);
    for (const i of rows(k))
      for (const j of columns(k + 1)) A[i]![j] = A[i]![j]! + u[i]! * w[j]! + x[i]! * v[j]!;
    u = [...zeros(k), ...column.vector];
    w = w.map((_, j) => rows(k).reduce((sum, i) => sum + u[i]! * A[i]![j]!, 0) * column.scale);
    if (k + 1 === n) break;
    const row = reflection(columns(k + 1).map((j) => A[k]![j]! + u[k]! * w[j]!));
    superdiagonal.push(row.alpha);
    v = [...zeros(k + 1), ...row.vector];
    const wv = dot(w, v, k);
    x = x.map((_, i) => (dot(A[i]!, v, k) + u[i]! * wv) * row.scale);
  }
  return { diagonal, superdiagonal };
}

function reflection(c: number[]): { alpha: number; scale: number; vector: number[] } {
  const square = c.reduce((sum, value) => sum + value * value, 0);
  if (square < 1e-145) return { alpha: 0, scale: 0, vector: c.map(() => 0) };
  const alpha = c[0]! > 0 ? -Math.sqrt(square) : Math.sqrt(square);
  const vector = [c[0]! - alpha, ...c.slice(1)];
  return { alpha, scale: 1 / (vector[0]! * alpha), vector };
}
