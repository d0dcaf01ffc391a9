/** A patch of each image of a batch, with its gradients. */
import type { Box } from './box.ts';
import { Variable } from './variable.ts';

/** The pixels of a patch, flattened over channels: (B, H, W, C) to (B, h w C). */
export function patchOf(x: Variable, box: Box): Variable {
  const { tf } = x.on;
  const [B, , , C] = x.shape as [number, number, number, number];
  const patch = tf.slice(x.tensor, [0, box.top, box.left, 0], [B, box.height, box.width, C]);
  const flat = tf.reshape(patch, [B, -1]);
  return new Variable(x.on, flat, [x], (dy) => [() => around(dy, x.shape, box)]);
}

/** Images that are zero but for a patch. */
function around(y: Variable, shape: readonly number[], box: Box): Variable {
  const { tf } = y.on;
  const [B, H, W, C] = shape as [number, number, number, number];
  const patch = tf.reshape(y.tensor, [B, box.height, box.width, C]);
  const rows: [number, number] = [box.top, H - box.top - box.height];
  const columns: [number, number] = [box.left, W - box.left - box.width];
  const images = tf.pad(patch, [[0, 0], rows, columns, [0, 0]]);
  return new Variable(y.on, images, [y], (u) => [() => patchOf(u, box)]);
}
