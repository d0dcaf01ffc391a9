/**
 * A mode tree on samples, sample by sample and one group of nodes after the other. The vectors of a node have one exponent for each
 * sample, so that a tree of any height stays within float32's range.
 *
 * Letters: C members, N modes, b samples of each, G nodes of a group, R their width.
 */
import { rootOf, type TreeNetwork } from '@ranksweep/core';
import { Exponents } from '../operations/exponents.ts';
import { product } from '../operations/product.ts';
import { createRowLookup } from '../operations/rows.ts';
import type { Backend, Tensor } from '../tensorflow.ts';
import { LeafChoice, LeafTable } from './leafRows.ts';
import type { Observer } from './observation.ts';
import { treeGroups } from './treeGroups.ts';

/** m 2^e: the vectors of nodes, (G, C, b, R), and their exponents, (G, C, b, 1). */
interface Vectors {
  readonly m: Tensor;
  readonly e: Tensor;
}

/** @param tuples of all samples of each member, (n, N) row-major */
export function treeSamplesObserver(
  backend: Backend,
  network: TreeNetwork,
  tuples: readonly (Int32Array | Uint8Array)[],
): Observer {
  const { tf, products } = backend;
  const { tree, widthOf, dims } = network;
  const C = tuples.length;
  const table = new LeafTable(backend, network, C);
  const exponents = new Exponents(tf);
  const ones = tf.keep(tf.ones([C, widthOf[rootOf(tree)]!, 1]));
  const groups = treeGroups(network).map((group) => ({
    ...group,
    lookups: group.children.map((children) => lookUp(children, group.first)),
  }));
  const sizes = groups.flatMap(({ hasMatrices, count, inputWidth, width }) =>
    hasMatrices ? [count * inputWidth * width] : [],
  );

  return {
    observe: (selection) => {
      const choice = new LeafChoice(backend, tuples, network, table.d, selection);
      const b = selection.numbers[0]!.length;
      return {
        predictions: (parameters) => {
          const { leaves, above } = table.split(parameters, sizes);
          const matrices = above[Symbol.iterator]();
          const ofLeaves = exponents.split(leaves, 'together');
          let e = tf.reshape(choice.rows(ofLeaves.e), [dims.length, C * b]);
          const byWidth = new Map([
            [widthOf[0]!, tf.reshape(choice.rows(ofLeaves.m), [dims.length, C * b * widthOf[0]!])],
          ]);
          for (const { count: G, inputWidth, width, hasMatrices, lookups } of groups) {
            const inputs = lookups.map(({ vectors, exponentsOf }) => ({
              m: tf.reshape(vectors.of(byWidth.get(inputWidth)!), [G, C, b, inputWidth]),
              e: tf.reshape(exponentsOf.of(e), [G, C, b, 1]),
            }));
            const joined = inputs.reduce(multiplied);
            const found = hasMatrices
              ? times(joined, tf.reshape(matrices.next().value!, [C, G, inputWidth, width]))
              : joined;
            const rows = tf.reshape(found.m, [G, C * b * width]);
            const others = byWidth.get(width);
            byWidth.set(width, others === undefined ? rows : tf.concat([others, rows], 0));
            e = tf.concat([e, tf.reshape(found.e, [G, C * b])], 0);
          }
          const values = exponents.join(...rootOfAll(byWidth.get(widthOf[rootOf(tree)]!)!, e, b));
          exponents.release();
          return tf.reshape(values, [C, b]);
        },
        dispose: () => choice.dispose(),
      };
    },
    dispose: () => {
      table.dispose();
      exponents.dispose();
      ones.dispose();
      for (const { vectors, exponentsOf } of groups.flatMap(({ lookups }) => lookups)) {
        vectors.dispose();
        exponentsOf.dispose();
      }
    },
  };

  /** Finds nodes among all before `first`: their vectors among those of equal width. */
  function lookUp(nodes: readonly number[], first: number) {
    const width = widthOf[nodes[0]!]!;
    const isOfWidth = (nu: number): boolean => widthOf[nu] === width;
    const before = Array.from({ length: first }, (_, nu) => nu).filter(isOfWidth);
    const place = new Map(before.map((nu, i) => [nu, i]));
    const vectors = Int32Array.from(nodes, (nu) => place.get(nu)!);
    return {
      vectors: createRowLookup(tf, before.length, vectors),
      exponentsOf: createRowLookup(tf, first, Int32Array.from(nodes)),
    };
  }

  function scaled({ m, e }: Vectors): Vectors {
    const split = exponents.split(m, 'together');
    return { m: split.m, e: tf.add(e, split.e) };
  }

  function multiplied(a: Vectors, b: Vectors): Vectors {
    return scaled({ m: tf.mul(a.m, b.m), e: tf.add(a.e, b.e) });
  }

  /** @param matrices (C, G, R_in, R_out) */
  function times({ m, e }: Vectors, matrices: Tensor): Vectors {
    const byNode = tf.transpose(matrices, [1, 0, 2, 3]);
    return scaled({ m: product(tf, m, byNode, products), e });
  }

  /** The sums over the root's vectors, (C b, 1), and their exponents. */
  function rootOfAll(vectors: Tensor, e: Tensor, b: number): [sums: Tensor, e: Tensor] {
    const last = (rows: Tensor): Tensor => tf.split(rows, [rows.shape[0]! - 1, 1], 0)[1]!;
    const root = vectors.shape[0] === 1 ? vectors : last(vectors);
    const sums = product(tf, tf.reshape(root, [C, b, -1]), ones, products);
    return [tf.reshape(sums, [C * b, 1]), tf.reshape(last(e), [C * b, 1])];
  }
}
