// Random orders from the numbers of a stream: Threefry-2x32 with 20 rounds, as in core/src/random, four counters at a time.
import { joinLow } from './lanes';

const PARITY: i32 = 0x1bd11bda;

export function shuffle(count: i32, key0: i32, key1: i32, drawn: usize, order: usize): void {
  drawIntegers(count, key0, key1, drawn);
  for (let i = 0; i < count; i++) store<i32>(order + ((<usize>i) << 2), i);
  for (let last = order + ((<usize>count) << 2) - 4; last > order; last -= 4) {
    const other = order + ((<usize>load<i32>(drawn)) << 2);
    const value = load<i32>(last);
    store<i32>(last, load<i32>(other));
    store<i32>(other, value);
    drawn += 4;
  }
}

/** drawn[k] = floor(u (count - k)), where u is the uniform number of counter k. The last vector is written whole. */
function drawIntegers(count: i32, key0: i32, key1: i32, drawn: usize): void {
  const k0 = i32x4.splat(key0);
  const k1 = i32x4.splat(key1);
  const k2 = i32x4.splat(PARITY ^ key0 ^ key1);
  let counters = i32x4(0, 1, 2, 3);
  let bounds = i32x4.sub(i32x4.splat(count), counters);
  for (let k = 0; k < count; k += 4) {
    let x0 = i32x4.add(counters, k0);
    let x1 = k1; // The upper half of the counters is 0.
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 13);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 15);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 26);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 6);
    x0 = i32x4.add(x0, k1);
    x1 = Threefry.add(x1, k2, 1);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 17);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 29);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 16);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 24);
    x0 = i32x4.add(x0, k2);
    x1 = Threefry.add(x1, k0, 2);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 13);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 15);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 26);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 6);
    x0 = i32x4.add(x0, k0);
    x1 = Threefry.add(x1, k1, 3);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 17);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 29);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 16);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 24);
    x0 = i32x4.add(x0, k1);
    x1 = Threefry.add(x1, k2, 4);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 13);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 15);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 26);
    x0 = i32x4.add(x0, x1);
    x1 = Threefry.mix(x0, x1, 6);
    x0 = i32x4.add(x0, k2);
    x1 = Threefry.add(x1, k0, 5);
    const low = integersBelow(bounds, x0, x1);
    const high = integersBelow(upperHalf(bounds), upperHalf(x0), upperHalf(x1));
    v128.store(drawn, joinLow(low, high));
    counters = i32x4.add(counters, i32x4.splat(4));
    bounds = i32x4.sub(bounds, i32x4.splat(4));
    drawn += 16;
  }
}

class Threefry {
  /** The second half of a round. */
  @inline static mix(x0: v128, x1: v128, distance: i32): v128 {
    return v128.xor(v128.or(i32x4.shl(x1, distance), i32x4.shr_u(x1, 32 - distance)), x0);
  }

  /** The second half of adding a key. */
  @inline static add(x1: v128, key: v128, group: i32): v128 {
    return i32x4.add(x1, i32x4.add(key, i32x4.splat(group)));
  }
}

/** The lower two lanes: floor(u bound), where u is the multiple of 2^-53 in [0, 1) that the two words make. */
function integersBelow(bounds: v128, word0: v128, word1: v128): v128 {
  const high = f64x2.convert_low_i32x4_s(i32x4.shr_u(word0, 5));
  const low = f64x2.convert_low_i32x4_s(i32x4.shr_u(word1, 6));
  const u = f64x2.mul(
    f64x2.add(f64x2.mul(high, f64x2.splat(67108864)), low),
    f64x2.splat(1.0 / 9007199254740992),
  );
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(u, f64x2.convert_low_i32x4_s(bounds)));
}

function upperHalf(v: v128): v128 {
  return v128.shuffle<f64>(v, v, 1, 1);
}
