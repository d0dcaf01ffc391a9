// The GEMM micro-kernel: up to 6 rows x 8 columns of C live in twelve vector registers while k runs.
import { madd } from './lanes';

/** All steps (rowStep, colStep) are in bytes. */
class Tile {
  /**
   * C (rows, 8) = A (rows, k) · B (k, 8), or C + A · B, each element one ascending chain of multiply-adds. `rows` is a
   * literal at every call, so each call becomes a kernel of its own.
   */
  @inline static multiply(
    rows: i32,
    k: i32,
    a: usize,
    aRowStep: usize,
    aColStep: usize,
    b: usize,
    bRowStep: usize,
    c: usize,
    cRowStep: usize,
    addToC: bool,
  ): void {
    let c00 = f32x4.splat(0);
    let c01 = c00;
    let c10 = c00;
    let c11 = c00;
    let c20 = c00;
    let c21 = c00;
    let c30 = c00;
    let c31 = c00;
    let c40 = c00;
    let c41 = c00;
    let c50 = c00;
    let c51 = c00;
    if (addToC) {
      let p = c;
      c00 = v128.load(p);
      c01 = v128.load(p, 16);
      if (rows > 1) {
        p += cRowStep;
        c10 = v128.load(p);
        c11 = v128.load(p, 16);
      }
      if (rows > 2) {
        p += cRowStep;
        c20 = v128.load(p);
        c21 = v128.load(p, 16);
      }
      if (rows > 3) {
        p += cRowStep;
        c30 = v128.load(p);
        c31 = v128.load(p, 16);
      }
      if (rows > 4) {
        p += cRowStep;
        c40 = v128.load(p);
        c41 = v128.load(p, 16);
      }
      if (rows > 5) {
        p += cRowStep;
        c50 = v128.load(p);
        c51 = v128.load(p, 16);
      }
    }
    for (; k > 0; k--) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let p = a;
      let x = v128.load_splat<f32>(p);
      c00 = madd(x, b0, c00);
      c01 = madd(x, b1, c01);
      if (rows > 1) {
        p += aRowStep;
        x = v128.load_splat<f32>(p);
        c10 = madd(x, b0, c10);
        c11 = madd(x, b1, c11);
      }
      if (rows > 2) {
        p += aRowStep;
        x = v128.load_splat<f32>(p);
        c20 = madd(x, b0, c20);
        c21 = madd(x, b1, c21);
      }
      if (rows > 3) {
        p += aRowStep;
        x = v128.load_splat<f32>(p);
        c30 = madd(x, b0, c30);
        c31 = madd(x, b1, c31);
      }
      if (rows > 4) {
        p += aRowStep;
        x = v128.load_splat<f32>(p);
        c40 = madd(x, b0, c40);
        c41 = madd(x, b1, c41);
      }
      if (rows > 5) {
        p += aRowStep;
        x = v128.load_splat<f32>(p);
        c50 = madd(x, b0, c50);
        c51 = madd(x, b1, c51);
      }
      a += aColStep;
      b += bRowStep;
    }
    v128.store(c, c00);
    v128.store(c, c01, 16);
    if (rows > 1) {
      c += cRowStep;
      v128.store(c, c10);
      v128.store(c, c11, 16);
    }
    if (rows > 2) {
      c += cRowStep;
      v128.store(c, c20);
      v128.store(c, c21, 16);
    }
    if (rows > 3) {
      c += cRowStep;
      v128.store(c, c30);
      v128.store(c, c31, 16);
    }
    if (rows > 4) {
      c += cRowStep;
      v128.store(c, c40);
      v128.store(c, c41, 16);
    }
    if (rows > 5) {
      c += cRowStep;
      v128.store(c, c50);
      v128.store(c, c51, 16);
    }
  }
}

/** C (rows, 8) = or += A (rows, k) · B (k, 8), 1 <= rows <= 6; `Tile.multiply` says the rest. */
export function multiplyTile(
  rows: i32,
  k: i32,
  a: usize,
  aRowStep: usize,
  aColStep: usize,
  b: usize,
  bRowStep: usize,
  c: usize,
  cRowStep: usize,
  addToC: bool,
): void {
  if (rows == 6) Tile.multiply(6, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep, addToC);
  else if (rows == 5) Tile.multiply(5, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep, addToC);
  else if (rows == 4) Tile.multiply(4, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep, addToC);
  else if (rows == 3) Tile.multiply(3, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep, addToC);
  else if (rows == 2) Tile.multiply(2, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep, addToC);
  else Tile.multiply(1, k, a, aRowStep, aColStep, b, bRowStep, c, cRowStep, addToC);
}
