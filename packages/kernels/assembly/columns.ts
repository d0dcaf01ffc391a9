// Operations along the columns of a matrix.
import { loadTail, loadUpTo4, madd, storeTail, storeUpTo4 } from './lanes';

export function scaleColumns(rows: i32, cols: i32, x: usize, w: usize, out: usize): void {
  for (let t = 0; t < rows; t++) {
    let pw = w;
    let left = cols;
    for (; left >= 4; left -= 4) {
      v128.store(out, f32x4.mul(v128.load(x), v128.load(pw)));
      x += 16;
      pw += 16;
      out += 16;
    }
    if (left > 0) {
      storeTail(out, f32x4.mul(loadTail(x, left), loadTail(pw, left)), left);
      x += (<usize>left) << 2;
      out += (<usize>left) << 2;
    }
  }
}

export function columnDots(rows: i32, cols: i32, a: usize, b: usize, out: usize): void {
  const rowBytes = (<usize>cols) << 2;
  let left = cols;
  for (; left >= 16; left -= 16) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let pa = a;
    let pb = b;
    for (let t = 0; t < rows; t++) {
      s0 = madd(v128.load(pa), v128.load(pb), s0);
      s1 = madd(v128.load(pa, 16), v128.load(pb, 16), s1);
      s2 = madd(v128.load(pa, 32), v128.load(pb, 32), s2);
      s3 = madd(v128.load(pa, 48), v128.load(pb, 48), s3);
      pa += rowBytes;
      pb += rowBytes;
    }
    v128.store(out, s0);
    v128.store(out, s1, 16);
    v128.store(out, s2, 32);
    v128.store(out, s3, 48);
    a += 64;
    b += 64;
    out += 64;
  }
  for (; left > 0; left -= 4) {
    let sum = f32x4.splat(0);
    let pa = a;
    let pb = b;
    for (let t = 0; t < rows; t++) {
      sum = madd(loadUpTo4(pa, left), loadUpTo4(pb, left), sum);
      pa += rowBytes;
      pb += rowBytes;
    }
    storeUpTo4(out, sum, left);
    a += 16;
    b += 16;
    out += 16;
  }
}
