// Sums of many terms to one number: element i goes to partial sum i mod 16 (lane i mod 4 of vector (i div 4) mod 4).
// Terms of elements past the end are +0, which leaves every partial as it is: no partial is ever -0, since each
// starts at +0 and its terms are not negative.
import { loadUpTo4, madd } from './lanes';

export function sumOfSquares(count: i32, x: usize): f32 {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; count >= 16; count -= 16) {
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    const x2 = v128.load(x, 32);
    const x3 = v128.load(x, 48);
    s0 = madd(x0, x0, s0);
    s1 = madd(x1, x1, s1);
    s2 = madd(x2, x2, s2);
    s3 = madd(x3, x3, s3);
    x += 64;
  }
  const x0 = fourOrZero(x, count);
  const x1 = fourOrZero(x + 16, count - 4);
  const x2 = fourOrZero(x + 32, count - 8);
  const x3 = fourOrZero(x + 48, count - 12);
  return join(madd(x0, x0, s0), madd(x1, x1, s1), madd(x2, x2, s2), madd(x3, x3, s3));
}

export function sumOfAbsolutes(count: i32, x: usize): f32 {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; count >= 16; count -= 16) {
    s0 = f32x4.add(s0, f32x4.abs(v128.load(x)));
    s1 = f32x4.add(s1, f32x4.abs(v128.load(x, 16)));
    s2 = f32x4.add(s2, f32x4.abs(v128.load(x, 32)));
    s3 = f32x4.add(s3, f32x4.abs(v128.load(x, 48)));
    x += 64;
  }
  return join(
    f32x4.add(s0, f32x4.abs(fourOrZero(x, count))),
    f32x4.add(s1, f32x4.abs(fourOrZero(x + 16, count - 4))),
    f32x4.add(s2, f32x4.abs(fourOrZero(x + 32, count - 8))),
    f32x4.add(s3, f32x4.abs(fourOrZero(x + 48, count - 12))),
  );
}

export function sumOfHuber(count: i32, x: usize, threshold: f32): f32 {
  const t = f32x4.splat(threshold);
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; count >= 16; count -= 16) {
    s0 = f32x4.add(s0, huber(v128.load(x), t));
    s1 = f32x4.add(s1, huber(v128.load(x, 16), t));
    s2 = f32x4.add(s2, huber(v128.load(x, 32), t));
    s3 = f32x4.add(s3, huber(v128.load(x, 48), t));
    x += 64;
  }
  return join(
    f32x4.add(s0, huber(fourOrZero(x, count), t)),
    f32x4.add(s1, huber(fourOrZero(x + 16, count - 4), t)),
    f32x4.add(s2, huber(fourOrZero(x + 32, count - 8), t)),
    f32x4.add(s3, huber(fourOrZero(x + 48, count - 12), t)),
  );
}

/** |r| < t ? ((0.5 r) r) / t : |r| - 0.5 t */
function huber(r: v128, t: v128): v128 {
  const half = f32x4.splat(0.5);
  const magnitude = f32x4.abs(r);
  const square = f32x4.div(f32x4.mul(f32x4.mul(half, r), r), t);
  const linear = f32x4.sub(magnitude, f32x4.mul(half, t));
  return v128.bitselect(square, linear, f32x4.lt(magnitude, t));
}

/** Up to four floats at p, +0 past `left`, which may be negative. */
function fourOrZero(p: usize, left: i32): v128 {
  if (left <= 0) return f32x4.splat(0);
  return loadUpTo4(p, left);
}

/** The fixed tree: partials 4 apart, 8 apart, then neighbours, then pairs. */
function join(s0: v128, s1: v128, s2: v128, s3: v128): f32 {
  const s = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  const low = f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1);
  return low + (f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3));
}
