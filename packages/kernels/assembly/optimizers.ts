// Parameter updates, one pass over memory each. Loads come before stores, so that V8 may join neighbouring vectors.
import { loadTail, loadUpTo4, madd, storeTail, storeUpTo4 } from './lanes';

export function sgdUpdate(count: i32, p: usize, g: usize, step: f32): void {
  const minusStep = f32x4.splat(-step);
  for (; count >= 8; count -= 8) {
    const p0 = madd(minusStep, v128.load(g), v128.load(p));
    const p1 = madd(minusStep, v128.load(g, 16), v128.load(p, 16));
    v128.store(p, p0);
    v128.store(p, p1, 16);
    p += 32;
    g += 32;
  }
  if (count >= 4) {
    v128.store(p, madd(minusStep, v128.load(g), v128.load(p)));
    count -= 4;
    p += 16;
    g += 16;
  }
  if (count > 0) storeTail(p, madd(minusStep, loadTail(g, count), loadTail(p, count)), count);
}

export function momentumUpdate(
  count: i32,
  p: usize,
  g: usize,
  velocity: usize,
  momentum: f32,
  step: f32,
): void {
  const mu = f32x4.splat(momentum);
  const minusStep = f32x4.splat(-step);
  for (; count >= 4; count -= 4) {
    const v = madd(mu, v128.load(velocity), v128.load(g));
    v128.store(velocity, v);
    v128.store(p, madd(minusStep, v, v128.load(p)));
    p += 16;
    g += 16;
    velocity += 16;
  }
  if (count > 0) {
    const v = madd(mu, loadTail(velocity, count), loadTail(g, count));
    storeTail(velocity, v, count);
    storeTail(p, madd(minusStep, v, loadTail(p, count)), count);
  }
}

export function adamUpdate(
  count: i32,
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  beta1: f32,
  oneMinusBeta1: f32,
  beta2: f32,
  oneMinusBeta2: f32,
  step: f32,
  inverseSqrtBias2: f32,
  epsilon: f32,
): void {
  const decay1 = f32x4.splat(beta1);
  const share1 = f32x4.splat(oneMinusBeta1);
  const decay2 = f32x4.splat(beta2);
  const share2 = f32x4.splat(oneMinusBeta2);
  const minusStep = f32x4.splat(-step);
  const bias = f32x4.splat(inverseSqrtBias2);
  const floor = f32x4.splat(epsilon);
  for (; count >= 8; count -= 8) {
    const g0 = v128.load(g);
    const g1 = v128.load(g, 16);
    const m0 = madd(decay1, v128.load(m), f32x4.mul(share1, g0));
    const m1 = madd(decay1, v128.load(m, 16), f32x4.mul(share1, g1));
    const v0 = madd(decay2, v128.load(v), f32x4.mul(f32x4.mul(share2, g0), g0));
    const v1 = madd(decay2, v128.load(v, 16), f32x4.mul(f32x4.mul(share2, g1), g1));
    const p0 = madd(minusStep, f32x4.div(m0, madd(f32x4.sqrt(v0), bias, floor)), v128.load(p));
    const p1 = madd(minusStep, f32x4.div(m1, madd(f32x4.sqrt(v1), bias, floor)), v128.load(p, 16));
    v128.store(m, m0);
    v128.store(m, m1, 16);
    v128.store(v, v0);
    v128.store(v, v1, 16);
    v128.store(p, p0);
    v128.store(p, p1, 16);
    p += 32;
    g += 32;
    m += 32;
    v += 32;
  }
  for (; count > 0; count -= 4) {
    const gradient = loadUpTo4(g, count);
    const m0 = loadUpTo4(m, count);
    const v0 = loadUpTo4(v, count);
    const p0 = loadUpTo4(p, count);
    const m1 = madd(decay1, m0, f32x4.mul(share1, gradient));
    const v1 = madd(decay2, v0, f32x4.mul(f32x4.mul(share2, gradient), gradient));
    const direction = f32x4.div(m1, madd(f32x4.sqrt(v1), bias, floor));
    const p1 = madd(minusStep, direction, p0);
    storeUpTo4(m, m1, count);
    storeUpTo4(v, v1, count);
    storeUpTo4(p, p1, count);
    p += 16;
    g += 16;
    m += 16;
    v += 16;
  }
}
