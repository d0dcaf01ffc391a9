/** The parameter matrices of a cohort, from the one tensor that has them all. */
import type { Network } from '@ranksweep/core';
import type { Tensor, TensorFlow } from '../tensorflow.ts';

/** @returns (C, rows, cols) for every parameter matrix, of (C, P) */
export function matricesOf(tf: TensorFlow, { parameters: shapes }: Network, parameters: Tensor): Tensor[] {
  const sizes = shapes.map(({ rows, cols }) => rows * cols);
  const parts = sizes.length === 1 ? [parameters] : tf.split(parameters, sizes, 1);
  return parts.map((part, k) => tf.reshape(part, [-1, shapes[k]!.rows, shapes[k]!.cols]));
}
