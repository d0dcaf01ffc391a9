/** A chain of matrices: W_e = W_1 W_2 ... W_L, all of its cells. */
import type { ChainNetwork } from '@ranksweep/core';
import { product } from '../operations/product.ts';
import type { Backend } from '../tensorflow.ts';
import type { Evaluator } from './evaluator.ts';
import { matricesOf } from './parameters.ts';

export function chainEvaluator({ tf, products }: Backend, network: ChainNetwork): Evaluator {
  const cells = network.dims[0]! * network.dims[1]!;
  return {
    values: (parameters) => {
      const W = matricesOf(tf, network, parameters).reduce((left, right) =>
        product(tf, left, right, products),
      );
      return tf.reshape(W, [-1, cells]);
    },
    dispose: () => {},
  };
}
