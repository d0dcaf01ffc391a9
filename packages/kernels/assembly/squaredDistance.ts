// Sum of squared differences in binary64, in four interleaved parts; elements past the end add +0 to a part that is not
// negative, which leaves it as it is.
import { loadTail, promoteHigh } from './lanes';

export function squaredDistance(count: i32, a: usize, b: usize): f64 {
  let s = f64x2.splat(0);
  let t = s;
  for (; count > 0; count -= 4) {
    const x = count >= 4 ? v128.load(a) : loadTail(a, count);
    const y = count >= 4 ? v128.load(b) : loadTail(b, count);
    const low = f64x2.sub(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y));
    const high = f64x2.sub(promoteHigh(x), promoteHigh(y));
    s = f64x2.add(s, f64x2.mul(low, low));
    t = f64x2.add(t, f64x2.mul(high, high));
    a += 16;
    b += 16;
  }
  const sum = f64x2.add(s, t);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
