// The GEMM micro-kernel: up to 6 rows x 16 columns of C stay in registers while k runs. A row is two or four vectors side by
// side, which V8 joins to pairs of 256 bits where the CPU has them: then 16 columns are twelve registers, else 8 are. It
// finds the pairs where neighbouring loads and stores depend on no branch, so starting a tile and going on with one are
// kernels of their own.
import { madd } from './lanes';

/** All steps (rowStep, colStep) are in bytes; `rows`, `wide` and `addToC` are literals at every call. */
class Tile {
  /** C (rows, 16 if wide, else 8) = A (rows, k) · B, or C + A · B, each element one ascending chain of multiply-adds. */
  @inline static multiply(
    rows: i32,
    wide: bool,
    addToC: bool,
    k: i32,
    a: usize,
    aRowStep: usize,
    aColStep: usize,
    b: usize,
    bRowStep: usize,
    c: usize,
    cRowStep: usize,
  ): void {
    const zero = f32x4.splat(0);
    let s00 = addToC ? v128.load(c) : zero;
    let s01 = addToC ? v128.load(c, 16) : zero;
    let s02 = addToC && wide ? v128.load(c, 32) : zero;
    let s03 = addToC && wide ? v128.load(c, 48) : zero;
    const c1 = c + cRowStep * 1;
    let s10 = addToC && rows > 1 ? v128.load(c1) : zero;
    let s11 = addToC && rows > 1 ? v128.load(c1, 16) : zero;
    let s12 = addToC && rows > 1 && wide ? v128.load(c1, 32) : zero;
    let s13 = addToC && rows > 1 && wide ? v128.load(c1, 48) : zero;
    const c2 = c + cRowStep * 2;
    let s20 = addToC && rows > 2 ? v128.load(c2) : zero;
    let s21 = addToC && rows > 2 ? v128.load(c2, 16) : zero;
    let s22 = addToC && rows > 2 && wide ? v128.load(c2, 32) : zero;
    let s23 = addToC && rows > 2 && wide ? v128.load(c2, 48) : zero;
    const c3 = c + cRowStep * 3;
    let s30 = addToC && rows > 3 ? v128.load(c3) : zero;
    let s31 = addToC && rows > 3 ? v128.load(c3, 16) : zero;
    let s32 = addToC && rows > 3 && wide ? v128.load(c3, 32) : zero;
    let s33 = addToC && rows > 3 && wide ? v128.load(c3, 48) : zero;
    const c4 = c + cRowStep * 4;
    let s40 = addToC && rows > 4 ? v128.load(c4) : zero;
    let s41 = addToC && rows > 4 ? v128.load(c4, 16) : zero;
    let s42 = addToC && rows > 4 && wide ? v128.load(c4, 32) : zero;
    let s43 = addToC && rows > 4 && wide ? v128.load(c4, 48) : zero;
    const c5 = c + cRowStep * 5;
    let s50 = addToC && rows > 5 ? v128.load(c5) : zero;
    let s51 = addToC && rows > 5 ? v128.load(c5, 16) : zero;
    let s52 = addToC && rows > 5 && wide ? v128.load(c5, 32) : zero;
    let s53 = addToC && rows > 5 && wide ? v128.load(c5, 48) : zero;
    for (; k > 0; k--) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const b2 = wide ? v128.load(b, 32) : zero;
      const b3 = wide ? v128.load(b, 48) : zero;
      let p = a;
      const x = v128.load_splat<f32>(p);
      s00 = madd(x, b0, s00);
      s01 = madd(x, b1, s01);
      if (wide) {
        s02 = madd(x, b2, s02);
        s03 = madd(x, b3, s03);
      }
      if (rows > 1) {
        p += aRowStep;
        const x = v128.load_splat<f32>(p);
        s10 = madd(x, b0, s10);
        s11 = madd(x, b1, s11);
        if (wide) {
          s12 = madd(x, b2, s12);
          s13 = madd(x, b3, s13);
        }
      }
      if (rows > 2) {
        p += aRowStep;
        const x = v128.load_splat<f32>(p);
        s20 = madd(x, b0, s20);
        s21 = madd(x, b1, s21);
        if (wide) {
          s22 = madd(x, b2, s22);
          s23 = madd(x, b3, s23);
        }
      }
      if (rows > 3) {
        p += aRowStep;
        const x = v128.load_splat<f32>(p);
        s30 = madd(x, b0, s30);
        s31 = madd(x, b1, s31);
        if (wide) {
          s32 = madd(x, b2, s32);
          s33 = madd(x, b3, s33);
        }
      }
      if (rows > 4) {
        p += aRowStep;
        const x = v128.load_splat<f32>(p);
        s40 = madd(x, b0, s40);
        s41 = madd(x, b1, s41);
        if (wide) {
          s42 = madd(x, b2, s42);
          s43 = madd(x, b3, s43);
        }
      }
      if (rows > 5) {
        p += aRowStep;
        const x = v128.load_splat<f32>(p);
        s50 = madd(x, b0, s50);
        s51 = madd(x, b1, s51);
        if (wide) {
          s52 = madd(x, b2, s52);
          s53 = madd(x, b3, s53);
        }
      }
      a += aColStep;
      b += bRowStep;
    }
    v128.store(c, s00);
    v128.store(c, s01, 16);
    if (wide) {
      v128.store(c, s02, 32);
      v128.store(c, s03, 48);
    }
    if (rows > 1) {
      v128.store(c1, s10);
      v128.store(c1, s11, 16);
      if (wide) {
        v128.store(c1, s12, 32);
        v128.store(c1, s13, 48);
      }
    }
    if (rows > 2) {
      v128.store(c2, s20);
      v128.store(c2, s21, 16);
      if (wide) {
        v128.store(c2, s22, 32);
        v128.store(c2, s23, 48);
      }
    }
    if (rows > 3) {
      v128.store(c3, s30);
      v128.store(c3, s31, 16);
      if (wide) {
        v128.store(c3, s32, 32);
        v128.store(c3, s33, 48);
      }
    }
    if (rows > 4) {
      v128.store(c4, s40);
      v128.store(c4, s41, 16);
      if (wide) {
        v128.store(c4, s42, 32);
        v128.store(c4, s43, 48);
      }
    }
    if (rows > 5) {
      v128.store(c5, s50);
      v128.store(c5, s51, 16);
      if (wide) {
        v128.store(c5, s52, 32);
        v128.store(c5, s53, 48);
      }
    }
  }

  /** One of six kernels. */
  @inline static multiplyRows(
    rows: i32,
    wide: bool,
    addToC: bool,
    k: i32,
    a: usize,
    aRowStep: usize,
    aColStep: usize,
    b: usize,
    bRowStep: usize,
    c: usize,
    cRowStep: usize,
  ): void {
    if (rows == 6) Tile.multiply(6, wide, addToC, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep);
    else if (rows == 5) Tile.multiply(5, wide, addToC, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep);
    else if (rows == 4) Tile.multiply(4, wide, addToC, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep);
    else if (rows == 3) Tile.multiply(3, wide, addToC, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep);
    else if (rows == 2) Tile.multiply(2, wide, addToC, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep);
    else Tile.multiply(1, wide, addToC, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep);
  }
}

/** C (rows, 8) = A (rows, k) · B (k, 8), 1 <= rows <= 6. */
export function startTile(
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
  Tile.multiplyRows(rows, false, false, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep);
}

/** C (rows, 8) += A (rows, k) · B (k, 8), 1 <= rows <= 6. */
export function continueTile(
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
  Tile.multiplyRows(rows, false, true, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep);
}

/** C (rows, 16) = A (rows, k) · B (k, 16), 1 <= rows <= 6. */
export function startWideTile(
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
  Tile.multiplyRows(rows, true, false, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep);
}

/** C (rows, 16) += A (rows, k) · B (k, 16), 1 <= rows <= 6. */
export function continueWideTile(
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
  Tile.multiplyRows(rows, true, true, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep);
}
