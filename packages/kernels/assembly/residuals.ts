// Residuals of a loss and its derivatives with respect to the predictions, element by element; loads come before stores, so
// that V8 may join neighbouring vectors.
import { loadTail, storeTail } from './lanes';

export function maskedResidual(
  count: i32,
  predictions: usize,
  targets: usize,
  mask: usize,
  out: usize,
): void {
  for (; count >= 8; count -= 8) {
    const r0 = f32x4.sub(v128.load(predictions), v128.load(targets));
    const r1 = f32x4.sub(v128.load(predictions, 16), v128.load(targets, 16));
    const masked0 = v128.and(r0, v128.load(mask));
    const masked1 = v128.and(r1, v128.load(mask, 16));
    v128.store(out, masked0);
    v128.store(out, masked1, 16);
    predictions += 32;
    targets += 32;
    mask += 32;
    out += 32;
  }
  if (count >= 4) {
    const r = f32x4.sub(v128.load(predictions), v128.load(targets));
    v128.store(out, v128.and(r, v128.load(mask)));
    count -= 4;
    predictions += 16;
    targets += 16;
    mask += 16;
    out += 16;
  }
  if (count > 0) {
    const r = f32x4.sub(loadTail(predictions, count), loadTail(targets, count));
    storeTail(out, v128.and(r, loadTail(mask, count)), count);
  }
}

export function scale(count: i32, x: usize, factor: f32, out: usize): void {
  const factors = f32x4.splat(factor);
  for (; count >= 8; count -= 8) {
    const x0 = f32x4.mul(v128.load(x), factors);
    const x1 = f32x4.mul(v128.load(x, 16), factors);
    v128.store(out, x0);
    v128.store(out, x1, 16);
    x += 32;
    out += 32;
  }
  if (count >= 4) {
    v128.store(out, f32x4.mul(v128.load(x), factors));
    count -= 4;
    x += 16;
    out += 16;
  }
  if (count > 0) storeTail(out, f32x4.mul(loadTail(x, count), factors), count);
}

export function absoluteGradient(count: i32, r: usize, scale: f32, out: usize): void {
  const scales = f32x4.splat(scale);
  for (; count >= 4; count -= 4) {
    v128.store(out, f32x4.mul(sign(v128.load(r)), scales));
    r += 16;
    out += 16;
  }
  if (count > 0) storeTail(out, f32x4.mul(sign(loadTail(r, count)), scales), count);
}

export function huberGradient(count: i32, r: usize, threshold: f32, scale: f32, out: usize): void {
  const thresholds = f32x4.splat(threshold);
  const scales = f32x4.splat(scale);
  for (; count >= 4; count -= 4) {
    v128.store(out, f32x4.mul(clippedRatio(v128.load(r), thresholds), scales));
    r += 16;
    out += 16;
  }
  if (count > 0) storeTail(out, f32x4.mul(clippedRatio(loadTail(r, count), thresholds), scales), count);
}

/** 1, -1, +0 for zeros of either sign, NaN for NaN. */
function sign(r: v128): v128 {
  const one = v128.or(v128.and(r, f32x4.splat(-0.0)), f32x4.splat(1));
  const signed = v128.and(one, f32x4.ne(r, f32x4.splat(0)));
  return v128.bitselect(signed, r, f32x4.eq(r, r));
}

/** r/t inside of (-t, t), sign(r) outside. */
function clippedRatio(r: v128, t: v128): v128 {
  return v128.bitselect(f32x4.div(r, t), sign(r), f32x4.lt(f32x4.abs(r), t));
}
