// C = A · B for operands of any strides. Columns of C are taken in strips of 16 or 8, rows in panels of 6; a strip of B is
// copied to a packed buffer when it is not contiguous or is read often enough to pay for the copy. Blocks of k keep a
// strip and a panel in the first-level cache; a later block starts from what C holds, so that every element stays one
// ascending chain.
import { packPanels, packStrip } from './gemmPacking';
import { continueTile, continueWideTile, startTile, startWideTile } from './gemmTile';
import { loadUpTo4, storeUpTo4 } from './lanes';
import { stridedVectorMatrix, transposedVectorMatrix } from './vectorMatrix';

/** Longest block of k: 16 KiB for a wide strip of B and 6 KiB for a panel of A. */
const MAX_BLOCK = 256;
/** A (6, 16) tile through which the last, narrower strip of C passes. */
const TILE_BYTES: usize = 384;
const STRIP_BYTES: usize = MAX_BLOCK * 64;
/** Operands of at most this many bytes stay in the first-level cache whatever the order in which they are read. */
const CACHED_BYTES: usize = 16384;

/** Whether tiles of 16 columns are the faster ones here: they fill the registers where those hold 256 bits. */
let wideTiles: bool = false;

export function useWideTiles(wide: bool): void {
  wideTiles = wide;
}

/** Bytes of scratch memory that `gemm` may write for these sizes. */
export function gemmScratchBytes(m: i32, n: i32, k: i32): i32 {
  const panels = (max(m, n) + 5) / 6;
  const narrow = isNarrow(m, n) ? <usize>m * <usize>n * 4 : 0;
  return <i32>(TILE_BYTES + STRIP_BYTES + <usize>panels * 24 * <usize>min(k, MAX_BLOCK) + narrow);
}

export function gemm(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRowStride: i32,
  aColStride: i32,
  b: usize,
  bRowStride: i32,
  bColStride: i32,
  c: usize,
  cRowStride: i32,
  scratch: usize,
): void {
  if (m <= 0 || n <= 0) return;
  if (k <= 0) {
    for (let i = 0; i < m; i++) memory.fill(c + ((<usize>i * <usize>cRowStride) << 2), 0, (<usize>n) << 2);
    return;
  }
  const aRowStep = (<usize>aRowStride) << 2;
  const aColStep = (<usize>aColStride) << 2;
  const bRowStep = (<usize>bRowStride) << 2;
  const bColStep = (<usize>bColStride) << 2;
  const cRowStep = (<usize>cRowStride) << 2;
  if (!isNarrow(m, n)) {
    multiply(m, n, k, a, aRowStep, aColStep, b, bRowStep, bColStep, c, cRowStep, scratch);
    return;
  }
  // C^T = B^T · A^T fills whole strips.
  if (n == 1 && cRowStride == 1) {
    multiply(1, m, k, b, bColStep, bRowStep, a, aColStep, aRowStep, c, 0, scratch);
    return;
  }
  const transposed = scratch;
  const rest = scratch + ((<usize>m * <usize>n) << 2);
  multiply(n, m, k, b, bColStep, bRowStep, a, aColStep, aRowStep, transposed, (<usize>m) << 2, rest);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const value = load<f32>(transposed + ((<usize>j * <usize>m + <usize>i) << 2));
      store<f32>(c + <usize>i * cRowStep + ((<usize>j) << 2), value);
    }
  }
}

/** Whether C has so few columns that its transpose is the better one to compute. */
function isNarrow(m: i32, n: i32): bool {
  return n < 4 && n < m;
}

function multiply(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRowStep: usize,
  aColStep: usize,
  b: usize,
  bRowStep: usize,
  bColStep: usize,
  c: usize,
  cRowStep: usize,
  scratch: usize,
): void {
  if (m == 1 && bColStep == 4) {
    stridedVectorMatrix(k, n, a, aColStep, b, bRowStep, c);
    return;
  }
  if (m == 1 && bRowStep == 4) {
    transposedVectorMatrix(k, n, a, aColStep, b, bColStep, c);
    return;
  }
  const blocks = (k + MAX_BLOCK - 1) / MAX_BLOCK;
  const block = (k + blocks - 1) / blocks;
  const panels = scratch + TILE_BYTES + STRIP_BYTES;
  for (let p = 0; p < k; p += block) {
    const depth = min(block, k - p);
    const aBlock = a + <usize>p * aColStep;
    const bBlock = b + <usize>p * bRowStep;
    if (aRowStep == 4 && n > 24 && aColStep * <usize>depth > CACHED_BYTES) {
      packPanels(m, depth, aBlock, aColStep, panels);
      const panelBytes = <usize>depth * 24;
      multiplyBlock(
        m,
        n,
        depth,
        panels,
        4,
        24,
        panelBytes,
        bBlock,
        bRowStep,
        bColStep,
        c,
        cRowStep,
        p > 0,
        scratch,
      );
    } else {
      const panelBytes = aRowStep * 6;
      multiplyBlock(
        m,
        n,
        depth,
        aBlock,
        aRowStep,
        aColStep,
        panelBytes,
        bBlock,
        bRowStep,
        bColStep,
        c,
        cRowStep,
        p > 0,
        scratch,
      );
    }
  }
}

/** One block of k; `panelBytes` lies between the first rows of neighbouring panels of A. */
function multiplyBlock(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRowStep: usize,
  aColStep: usize,
  panelBytes: usize,
  b: usize,
  bRowStep: usize,
  bColStep: usize,
  c: usize,
  cRowStep: usize,
  addToC: bool,
  scratch: usize,
): void {
  const tile = scratch;
  const packed = scratch + TILE_BYTES;
  const inPlace = bColStep == 4 && (m <= 12 || bRowStep * <usize>k <= CACHED_BYTES);
  for (let j = 0; j < n;) {
    const width = wideTiles && n - j > 8 ? 16 : 8;
    const columns = min(width, n - j);
    let strip = b + <usize>j * bColStep;
    let stripRowStep = bRowStep;
    if (!inPlace || columns < width) {
      stripRowStep = (<usize>width) << 2;
      packStrip(k, columns, strip, bRowStep, bColStep, packed, stripRowStep);
      strip = packed;
    }
    let panel = a;
    let target = c + ((<usize>j) << 2);
    for (let i = 0; i < m; i += 6) {
      const rows = min(6, m - i);
      if (columns == width) {
        multiplyTile(
          width,
          addToC,
          rows,
          k,
          panel,
          aRowStep,
          aColStep,
          strip,
          stripRowStep,
          target,
          cRowStep,
        );
      } else {
        if (addToC) copyTile(rows, columns, target, cRowStep, tile, stripRowStep);
        multiplyTile(
          width,
          addToC,
          rows,
          k,
          panel,
          aRowStep,
          aColStep,
          strip,
          stripRowStep,
          tile,
          stripRowStep,
        );
        copyTile(rows, columns, tile, stripRowStep, target, cRowStep);
      }
      panel += panelBytes;
      target += cRowStep * 6;
    }
    j += width;
  }
}

function multiplyTile(
  width: i32,
  addToC: bool,
  rows: i32,
  k: i32,
  a: usize,
  aRowStep: usize,
  aColStep: usize,
  b: usize,
  bRowStep: usize,
  c: usize,
  cRowStep: usize,
): void {
  if (width == 16) {
    if (addToC) continueWideTile(rows, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep);
    else startWideTile(rows, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep);
  } else if (addToC) continueTile(rows, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep);
  else startTile(rows, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep);
}

function copyTile(rows: i32, columns: i32, from: usize, fromStep: usize, to: usize, toStep: usize): void {
  for (; rows > 0; rows--) {
    for (let left = columns, at: usize = 0; left > 0; left -= 4, at += 16) {
      storeUpTo4(to + at, loadUpTo4(from + at, left), left);
    }
    from += fromStep;
    to += toStep;
  }
}
