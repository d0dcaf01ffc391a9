// Rows of factor matrices to rows of a padded table, and sums in such a table to gradients of the factors.
import { loadUpTo4, storeUpTo4 } from './lanes';

export function factorRows(
  count: i32,
  cols: i32,
  width: i32,
  factors: usize,
  starts: usize,
  smallest: f32,
  table: usize,
): void {
  const floor = f32x4.splat(smallest);
  const rowBytes = (<usize>width) << 2;
  for (let l = 0; l < count; l++) {
    let p = rowAt(factors, starts, l);
    for (let c: usize = 0; c < rowBytes; c += 16) v128.store(table + c, f32x4.splat(1));
    for (let left = cols, c: usize = 0; left > 0; left -= 4, c += 16) {
      storeUpTo4(table + c, awayFromZero(loadUpTo4(p, left), floor), left);
      p += 16;
    }
    table += rowBytes;
  }
}

export function factorGradients(
  count: i32,
  cols: i32,
  width: i32,
  sums: usize,
  factors: usize,
  starts: usize,
  smallest: f32,
  gradients: usize,
): void {
  const floor = f32x4.splat(smallest);
  const rowBytes = (<usize>width) << 2;
  for (let l = 0; l < count; l++) {
    let p = rowAt(factors, starts, l);
    let out = rowAt(gradients, starts, l);
    for (let left = cols, c: usize = 0; left > 0; left -= 4, c += 16) {
      storeUpTo4(out, f32x4.div(v128.load(sums + c), awayFromZero(loadUpTo4(p, left), floor)), left);
      p += 16;
      out += 16;
    }
    sums += rowBytes;
  }
}

function rowAt(base: usize, starts: usize, l: i32): usize {
  return base + ((<usize>load<i32>(starts + ((<usize>l) << 2))) << 2);
}

/** |x| < floor ? floor with the sign of x : x */
function awayFromZero(x: v128, floor: v128): v128 {
  const moved = v128.bitselect(x, floor, f32x4.splat(-0.0));
  return v128.bitselect(moved, x, f32x4.lt(f32x4.abs(x), floor));
}
