/**
 * CP on samples of any number of modes: the sum over components of the product of one row of each mode. Factors and products
 * keep their exponents apart, so that a product may leave float32's range on the way, and zeros and signs are as they are.
 *
 * Letters: C members, N modes, b samples of each, R components.
 */
import type { TreeNetwork } from '@ranksweep/core';
import { Exponents } from '../operations/exponents.ts';
import { product } from '../operations/product.ts';
import type { Backend, Tensor } from '../tensorflow.ts';
import { LeafChoice, LeafTable } from './leafRows.ts';
import type { Observer } from './observation.ts';

/** Products of 2^6 numbers below 2 are below 2^64: two such products can still be multiplied. */
const LEVELS_BETWEEN_SPLITS = 6;

/** @param tuples of all samples of each member, (n, N) row-major */
export function rowProductsObserver(
  backend: Backend,
  network: TreeNetwork,
  tuples: readonly (Int32Array | Uint8Array)[],
): Observer {
  const { tf, products } = backend;
  const C = tuples.length;
  const R = network.widthOf[0]!;
  const hasOutput = network.matrixOf.at(-1) !== undefined;
  const table = new LeafTable(backend, network, C);
  const exponents = new Exponents(tf);
  const ones = tf.keep(tf.ones([C, R, 1]));
  return {
    observe: (selection) => {
      const choice = new LeafChoice(backend, tuples, network, table.d, selection);
      const b = selection.numbers[0]!.length;
      const everySample = tf.keep(tf.ones([C, b, 1]));
      return {
        predictions: (parameters) => {
          const { leaves, above } = table.split(parameters, hasOutput ? [R] : []);
          const factors = exponents.split(leaves, 'apart');
          let all = productOverModes(choice.rows(factors.m));
          let e = tf.add(choice.sums(factors.e), all.e);
          const [output] = above;
          if (output !== undefined) {
            const weights = exponents.split(tf.reshape(output, [C, 1, R]), 'apart');
            const weighted = tf.mul(all.m, product(tf, everySample, weights.m, products));
            all = { m: weighted, e: all.e };
            e = tf.add(e, weights.e);
          }
          const values = product(tf, exponents.join(all.m, e), ones, products);
          exponents.release();
          return tf.reshape(values, [C, b]);
        },
        dispose: () => {
          choice.dispose();
          everySample.dispose();
        },
      };
    },
    dispose: () => {
      table.dispose();
      exponents.dispose();
      ones.dispose();
    },
  };

  /** Of (N, C, b, R); (C, b, R) with exponents. */
  function productOverModes(rows: Tensor): { m: Tensor; e: Tensor } {
    let m = rows;
    let e: Tensor = tf.zeros(rows.shape.slice(1));
    for (let level = 1, count = m.shape[0]!; count > 1; level++) {
      const half = Math.floor(count / 2);
      const [first, second, last] = tf.split(
        m,
        [half, half, count - 2 * half].filter((n) => n > 0),
        0,
      );
      m = tf.mul(first!, second!);
      if (last !== undefined) m = tf.concat([m, last], 0);
      count = m.shape[0]!;
      if (level % LEVELS_BETWEEN_SPLITS === 0 || count === 1) {
        const split = exponents.split(m, 'apart');
        m = split.m;
        e = tf.add(e, tf.sum(split.e, 0));
      }
    }
    return { m: tf.reshape(m, rows.shape.slice(1)), e };
  }
}
