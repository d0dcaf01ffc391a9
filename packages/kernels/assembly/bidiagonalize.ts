// Householder reduction to a bidiagonal matrix in binary64, never fused, so that both builds give the same bits. The two
// reflections of a step reach the matrix in the next one, in the same pass that multiplies it by the next column's vector: a
// step reads the matrix twice and writes it once. Vectors are taken in neighbouring pairs, which V8 can join to one of 256 bits.
//
// Letters: A = a + h g is (m, n), its rows `width` doubles apart, zero past n. Step k reflects column k by u (rows k ...) and then row k
// by v (columns k + 1 ...): A <- A + u w^T, A <- A + x v^T. Vectors u, x have m entries, v, w have `width`.

/** Smaller sums of squares count as zero: their reciprocals could overflow. Entries from binary32 are far above. */
const SMALLEST_SQUARE: f64 = 1e-145;

/** Bytes of scratch memory that `bidiagonalize` may overwrite for these sizes, a multiple of 8. */
export function bidiagonalizeScratchBytes(m: i32, n: i32): i32 {
  return (paddedWidth(n) * (m + 3) + 3 * m + 16) << 3;
}

/** Rows are summed in four interleaved parts. */
function paddedWidth(n: i32): i32 {
  return (n + 3) & ~3;
}

export function bidiagonalize(
  m: i32,
  n: i32,
  a: usize,
  g: usize,
  h: f64,
  rowStride: i32,
  colStride: i32,
  diagonal: usize,
  superdiagonal: usize,
  scratch: usize,
): void {
  const width = paddedWidth(n);
  const rowBytes = (<usize>width) << 3;
  const matrix = scratch;
  let u = matrix + <usize>m * rowBytes;
  let nextU = u + ((<usize>m) << 3);
  const x = nextU + ((<usize>m) << 3);
  let w = x + ((<usize>m) << 3);
  let nextW = w + rowBytes;
  const v = nextW + rowBytes;
  const parts = v + rowBytes;
  memory.fill(matrix, 0, <usize>bidiagonalizeScratchBytes(m, n));
  widen(m, n, a, g, h, rowStride, colStride, matrix, rowBytes);
  for (let k = 0; k < n; k++) {
    const column = matrix + ((<usize>k) << 3);
    const scale = reflectColumn(
      k,
      m,
      column,
      rowBytes,
      u,
      load<f64>(at(w, k)),
      x,
      load<f64>(at(v, k)),
      nextU,
      at(diagonal, k),
    );
    const start = (k + 1) & ~3;
    memory.fill(at(nextW, start), 0, (<usize>(width - start)) << 3);
    for (let i = k; i < m; i += 2) {
      const row = matrix + <usize>i * rowBytes;
      if (i + 1 < m)
        updateTwo(start, width, row, row + rowBytes, at(u, i), w, at(x, i), v, at(nextU, i), nextW);
      else updateOne(start, width, row, at(u, i), w, at(x, i), v, at(nextU, i), nextW);
    }
    let swap = u;
    u = nextU;
    nextU = swap;
    swap = w;
    w = nextW;
    nextW = swap;
    if (k + 1 == n) break;
    const rowScale = reflectRow(
      k,
      n,
      width,
      matrix + <usize>k * rowBytes,
      load<f64>(at(u, k)),
      scale,
      w,
      v,
      at(superdiagonal, k),
    );
    timesRow(k, m, width, matrix, rowBytes, u, w, v, rowScale, x, parts);
  }
}

function at(vector: usize, i: i32): usize {
  return vector + ((<usize>i) << 3);
}

/** A = a + h g, from binary32. */
function widen(
  m: i32,
  n: i32,
  a: usize,
  g: usize,
  h: f64,
  rowStride: i32,
  colStride: i32,
  matrix: usize,
  rowBytes: usize,
): void {
  const colStep = (<usize>colStride) << 2;
  for (let i = 0; i < m; i++) {
    let from = (<usize>i * <usize>rowStride) << 2;
    let to = matrix + <usize>i * rowBytes;
    for (let j = 0; j < n; j++) {
      store<f64>(to, <f64>load<f32>(a + from) + h * <f64>load<f32>(g + from));
      from += colStep;
      to += 8;
    }
  }
}

/** Brings column k up to date, writes its reflection's vector and its diagonal entry; returns 1 / (u_k d_k), or 0. */
function reflectColumn(
  k: i32,
  m: i32,
  column: usize,
  rowBytes: usize,
  u: usize,
  wk: f64,
  x: usize,
  vk: f64,
  nextU: usize,
  diagonal: usize,
): f64 {
  let sum: f64 = 0;
  for (let i = k; i < m; i++) {
    const entry =
      load<f64>(column + <usize>i * rowBytes) + load<f64>(at(u, i)) * wk + load<f64>(at(x, i)) * vk;
    store<f64>(at(nextU, i), entry);
    sum += entry * entry;
  }
  return finishReflection(sum, m - k, at(nextU, k), diagonal);
}

/** Turns the vector into the reflection's, I + v v^T scale, writes alpha and returns the scale 1 / (v_1 alpha), or 0. */
function finishReflection(sum: f64, count: i32, vector: usize, alphaOut: usize): f64 {
  if (sum < SMALLEST_SQUARE) {
    memory.fill(vector, 0, (<usize>count) << 3);
    store<f64>(alphaOut, 0);
    return 0;
  }
  const first = load<f64>(vector);
  const norm = sqrt(sum);
  const alpha = first > 0 ? -norm : norm;
  store<f64>(vector, first - alpha);
  store<f64>(alphaOut, alpha);
  return 1 / ((first - alpha) * alpha);
}

/** Rows of A from column `start`: A <- (A + u w^T) + x v^T, and nextW <- nextW + nextU^T A. */
function updateTwo(
  start: i32,
  width: i32,
  row0: usize,
  row1: usize,
  u: usize,
  w: usize,
  x: usize,
  v: usize,
  nextU: usize,
  nextW: usize,
): void {
  const u0 = v128.load_splat<f64>(u);
  const u1 = v128.load_splat<f64>(u, 8);
  const x0 = v128.load_splat<f64>(x);
  const x1 = v128.load_splat<f64>(x, 8);
  const next0 = v128.load_splat<f64>(nextU);
  const next1 = v128.load_splat<f64>(nextU, 8);
  const end = (<usize>width) << 3;
  for (let j = (<usize>start) << 3; j < end; j += 32) {
    const wLow = v128.load(w + j);
    const wHigh = v128.load(w + j, 16);
    const vLow = v128.load(v + j);
    const vHigh = v128.load(v + j, 16);
    const low0 = f64x2.add(f64x2.add(v128.load(row0 + j), f64x2.mul(u0, wLow)), f64x2.mul(x0, vLow));
    const high0 = f64x2.add(f64x2.add(v128.load(row0 + j, 16), f64x2.mul(u0, wHigh)), f64x2.mul(x0, vHigh));
    const low1 = f64x2.add(f64x2.add(v128.load(row1 + j), f64x2.mul(u1, wLow)), f64x2.mul(x1, vLow));
    const high1 = f64x2.add(f64x2.add(v128.load(row1 + j, 16), f64x2.mul(u1, wHigh)), f64x2.mul(x1, vHigh));
    const sumLow = f64x2.add(v128.load(nextW + j), f64x2.mul(next0, low0));
    const sumHigh = f64x2.add(v128.load(nextW + j, 16), f64x2.mul(next0, high0));
    v128.store(row0 + j, low0);
    v128.store(row0 + j, high0, 16);
    v128.store(row1 + j, low1);
    v128.store(row1 + j, high1, 16);
    v128.store(nextW + j, f64x2.add(sumLow, f64x2.mul(next1, low1)));
    v128.store(nextW + j, f64x2.add(sumHigh, f64x2.mul(next1, high1)), 16);
  }
}

function updateOne(
  start: i32,
  width: i32,
  row: usize,
  u: usize,
  w: usize,
  x: usize,
  v: usize,
  nextU: usize,
  nextW: usize,
): void {
  const ui = v128.load_splat<f64>(u);
  const xi = v128.load_splat<f64>(x);
  const next = v128.load_splat<f64>(nextU);
  const end = (<usize>width) << 3;
  for (let j = (<usize>start) << 3; j < end; j += 16) {
    const aj = f64x2.add(
      f64x2.add(v128.load(row + j), f64x2.mul(ui, v128.load(w + j))),
      f64x2.mul(xi, v128.load(v + j)),
    );
    v128.store(row + j, aj);
    v128.store(nextW + j, f64x2.add(v128.load(nextW + j), f64x2.mul(next, aj)));
  }
}

/** Scales w, brings row k up to date, writes its reflection's vector, zero up to k, and its superdiagonal entry. */
function reflectRow(
  k: i32,
  n: i32,
  width: i32,
  row: usize,
  uk: f64,
  scale: f64,
  w: usize,
  v: usize,
  superdiagonal: usize,
): f64 {
  for (let j = (k + 1) & ~3; j <= k; j++) store<f64>(at(v, j), 0);
  for (let j = k + 1; j < n; j++) {
    const wj = load<f64>(at(w, j)) * scale;
    store<f64>(at(w, j), wj);
    const entry = load<f64>(at(row, j)) + uk * wj;
    store<f64>(at(v, j), entry);
  }
  let sum: f64 = 0;
  for (let j = k + 1; j < n; j++) {
    const entry = load<f64>(at(v, j));
    sum += entry * entry;
  }
  return finishReflection(sum, n - k - 1, at(v, k + 1), superdiagonal);
}

/** x_i = (A_i v + u_i (w v)) scale for the rows below k: A times v once w has reached it. */
function timesRow(
  k: i32,
  m: i32,
  width: i32,
  matrix: usize,
  rowBytes: usize,
  u: usize,
  w: usize,
  v: usize,
  scale: f64,
  x: usize,
  parts: usize,
): void {
  const start = (<usize>((k + 1) & ~3)) << 3;
  const end = (<usize>width) << 3;
  const wv = dot(start, end, w, v);
  let i = k + 1;
  for (; i + 4 <= m; i += 4) {
    const row0 = matrix + <usize>i * rowBytes;
    const row1 = row0 + rowBytes;
    const row2 = row1 + rowBytes;
    const row3 = row2 + rowBytes;
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let t0 = s0;
    let t1 = s0;
    let t2 = s0;
    let t3 = s0;
    for (let j = start; j < end; j += 32) {
      const low = v128.load(v + j);
      const high = v128.load(v + j, 16);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(row0 + j), low));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(row1 + j), low));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(row2 + j), low));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(row3 + j), low));
      t0 = f64x2.add(t0, f64x2.mul(v128.load(row0 + j, 16), high));
      t1 = f64x2.add(t1, f64x2.mul(v128.load(row1 + j, 16), high));
      t2 = f64x2.add(t2, f64x2.mul(v128.load(row2 + j, 16), high));
      t3 = f64x2.add(t3, f64x2.mul(v128.load(row3 + j, 16), high));
    }
    v128.store(parts, s0);
    v128.store(parts, t0, 16);
    v128.store(parts, s1, 32);
    v128.store(parts, t1, 48);
    v128.store(parts, s2, 64);
    v128.store(parts, t2, 80);
    v128.store(parts, s3, 96);
    v128.store(parts, t3, 112);
    for (let r = 0; r < 4; r++) {
      const product = joinParts(parts + ((<usize>r) << 5));
      store<f64>(at(x, i + r), (product + load<f64>(at(u, i + r)) * wv) * scale);
    }
  }
  for (; i < m; i++) {
    const product = dot(start, end, matrix + <usize>i * rowBytes, v);
    store<f64>(at(x, i), (product + load<f64>(at(u, i)) * wv) * scale);
  }
}

/** Sum of a_j b_j in four parts, from `start` to `end` bytes. */
function dot(start: usize, end: usize, a: usize, b: usize): f64 {
  let s = f64x2.splat(0);
  let t = s;
  for (let j = start; j < end; j += 32) {
    s = f64x2.add(s, f64x2.mul(v128.load(a + j), v128.load(b + j)));
    t = f64x2.add(t, f64x2.mul(v128.load(a + j, 16), v128.load(b + j, 16)));
  }
  return join(s, t);
}

/** Parts 0, 1 and 2, 3: those two apart first. */
function join(s: v128, t: v128): f64 {
  const sum = f64x2.add(s, t);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** The same in memory. */
function joinParts(parts: usize): f64 {
  return load<f64>(parts) + load<f64>(parts, 16) + (load<f64>(parts, 8) + load<f64>(parts, 24));
}
