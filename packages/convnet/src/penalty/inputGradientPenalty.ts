/**
 * The penalty on a network's separation rank between two patches P and Q of its images (Razin et al. 2022, section 7).
 *
 *   g(x) = gradient of the logit with respect to the pixels of P
 *   x'   = x with Q as the next image of the batch has it; the last takes the first's
 *   penalty = mean over the batch of |cos(g(x), g(x'))|
 *
 * A network whose dependence on P does not change with Q has separation rank 1 between them, and cosines of 1.
 */
import type { Tensor } from '@ranksweep/engine/tfjs';
import { meanAbsoluteCosine } from '../gradients/losses.ts';
import { patchOf } from '../gradients/patch.ts';
import { gradients, Variable } from '../gradients/variable.ts';
import type { Box } from '../gradients/box.ts';

/** P and Q, disjoint. */
export type Patches = readonly [P: Box, Q: Box];

/** Images, and their logits in training mode: in batch normalization, each depends on all the images. */
export interface Seen {
  readonly x: Variable;
  readonly z: Variable;
}

/**
 * @param seen the batch
 * @param mixed the batch with `withNextPatch`
 * @returns a number that can be differentiated with respect to the parameters of both passes
 */
export const inputGradientPenalty = (seen: Seen, mixed: Seen, P: Box): Variable =>
  meanAbsoluteCosine(inputGradient(seen, P), inputGradient(mixed, P));

/** g, of the sum of the batch's logits: (B, h w C). */
export const inputGradient = ({ x, z }: Seen, P: Box): Variable => patchOf(gradients(z, [x])[0]!, P);

/** x': (B, H, W, C). */
export function withNextPatch({ on, tensor: x }: Variable, Q: Box): Variable {
  const { tf } = on;
  const [B, H, W] = x.shape as [number, number, number];
  const next = tf.concat([tf.slice(x, [1], [B - 1]), tf.slice(x, [0], [1])]);
  const rows: [number, number] = [Q.top, H - Q.top - Q.height];
  const columns: [number, number] = [Q.left, W - Q.left - Q.width];
  const within: Tensor = tf.pad(tf.ones([1, Q.height, Q.width, 1]), [[0, 0], rows, columns, [0, 0]]);
  return new Variable(on, tf.add(tf.mul(next, within), tf.mul(x, tf.sub(1, within))));
}
