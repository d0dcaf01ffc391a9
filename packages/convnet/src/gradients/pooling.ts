/** Pooling, with its gradients. */
import type { Tensor } from '@ranksweep/engine/tfjs';
import type { Window } from '../primitives/primitives.ts';
import { Variable } from './variable.ts';

/** Below every number that pooling compares with it. */
const LOWEST = -3.4e38;

/** The largest of each window; of equal ones, the first. `x`: (B, H, W, C), `pad` places on each side of which count as -infinity. */
export function maxPool(x: Variable, { pad, ...window }: Window & { readonly pad: number }): Variable {
  const [around, to] = [padded(x, pad, LOWEST), window];
  const y = x.on.maxPool(around.tensor, to);
  return new Variable(x.on, y, [around], (dy) => [() => spread(dy, around.tensor, y, to)]);
}

/** Puts each number where the largest one of its window was: linear in dy, and its transpose selects. */
const spread = (dy: Variable, x: Tensor, y: Tensor, window: Window): Variable =>
  new Variable(dy.on, dy.on.maxPoolInput(x, y, dy.tensor, window), [dy], (u) => [
    () => select(u, x, y, window),
  ]);

const select = (u: Variable, x: Tensor, y: Tensor, window: Window): Variable =>
  new Variable(u.on, u.on.maxPoolSelect(x, y, u.tensor, window), [u], (dy) => [
    () => spread(dy, x, y, window),
  ]);

function padded(x: Variable, pad: number, value: number): Variable {
  if (pad === 0) return x;
  const { tf } = x.on;
  const tensor = tf.pad(
    x.tensor,
    [
      [0, 0],
      [pad, pad],
      [pad, pad],
      [0, 0],
    ],
    value,
  );
  return new Variable(x.on, tensor, [x], (dy) => [() => inner(dy, pad)]);
}

const inner = (x: Variable, pad: number): Variable => {
  const [B, H, W, C] = x.shape as [number, number, number, number];
  const tensor = x.on.tf.slice(x.tensor, [0, pad, pad, 0], [B, H - 2 * pad, W - 2 * pad, C]);
  return new Variable(x.on, tensor, [x], (dy) => [() => padded(dy, pad, 0)]);
};

/** The mean over the pixels of each channel: (B, H, W, C) to (B, C). */
export function globalAveragePool(x: Variable): Variable {
  const [, H, W] = x.shape as [number, number, number, number];
  return new Variable(x.on, x.on.tf.mean(x.tensor, [1, 2]), [x], (dy) => [() => evenly(dy, H, W)]);
}

/** (B, C) to (B, H, W, C), each number in H W equal parts. */
function evenly(y: Variable, H: number, W: number): Variable {
  const { tf } = y.on;
  const [B, C] = y.shape as [number, number];
  const part = tf.reshape(tf.div(y.tensor, H * W), [B, 1, 1, C]);
  return new Variable(y.on, tf.tile(part, [1, H, W, 1]), [y], (u) => [() => globalAveragePool(u)]);
}
