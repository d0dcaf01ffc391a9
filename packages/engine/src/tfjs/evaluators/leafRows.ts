/**
 * The rows that samples choose among the leaves' matrices, by products with one-hot matrices. The modes come first, since they are
 * multiplied with one another.
 *
 * Letters: C members, N modes, b samples of each, d the largest dimension, R_0 the leaves' width.
 */
import type { TreeNetwork } from '@ranksweep/core';
import { product } from '../operations/product.ts';
import { createRowLookup, type RowLookup } from '../operations/rows.ts';
import type { Backend, Tensor } from '../tensorflow.ts';
import type { Selection } from './observation.ts';
import { joined } from './treeEvaluator.ts';

/** The leaves' matrices, and parts of those above. */
export interface SplitParameters {
  /** (N, C, d, R_0); rows that a mode does not have are arbitrary. */
  readonly leaves: Tensor;
  /** (C, size) */
  readonly above: readonly Tensor[];
}

export class LeafTable {
  readonly d: number;
  readonly #backend: Backend;
  readonly #network: TreeNetwork;
  readonly #C: number;
  /** Undefined if all dimensions are equal. */
  readonly #toEqualDims: RowLookup | undefined;

  constructor(backend: Backend, network: TreeNetwork, C: number) {
    const { dims } = network;
    this.#backend = backend;
    this.#network = network;
    this.#C = C;
    this.d = Math.max(2, ...dims); // `oneHot` takes no less.
    if (dims.every((of) => of === this.d)) return;
    const rows = dims.reduce((a, b) => a + b, 0);
    const index: number[] = [];
    const isRow: boolean[] = [];
    let first = 0;
    for (const own of dims) {
      for (let i = 0; i < this.d; i++) {
        index.push(first + Math.min(i, own - 1));
        isRow.push(i < own);
      }
      first += own;
    }
    const all = joined(Array<Int32Array>(C).fill(Int32Array.from(index)), rows);
    this.#toEqualDims = createRowLookup(backend.tf, C * rows, all, (i) => isRow[i % index.length]!);
  }

  /** @param sizes numbers per member in the parts of what follows the leaves' matrices */
  split(parameters: Tensor, sizes: readonly number[]): SplitParameters {
    const { tf } = this.#backend;
    const { dims, widthOf } = this.#network;
    const ofLeaves = parameters.shape[1]! - sizes.reduce((a, b) => a + b, 0);
    const [leaves, ...above] =
      sizes.length === 0 ? [parameters] : tf.split(parameters, [ofLeaves, ...sizes], 1);
    const rows = tf.reshape(leaves!, [-1, widthOf[0]!]);
    const equalDims = this.#toEqualDims?.of(rows) ?? rows;
    const byMember = tf.reshape(equalDims, [this.#C, dims.length, this.d, widthOf[0]!]);
    return { leaves: tf.transpose(byMember, [1, 0, 2, 3]), above };
  }

  dispose(): void {
    this.#toEqualDims?.dispose();
  }
}

/** The rows of some samples. */
export class LeafChoice {
  readonly #backend: Backend;
  /** (N, C, b, d) and (C, b, N d) */
  readonly #byMode: Tensor;
  readonly #bySample: Tensor;

  /** @param tuples of all samples of each member, (n, N) row-major */
  constructor(
    backend: Backend,
    tuples: readonly (Int32Array | Uint8Array)[],
    { dims }: TreeNetwork,
    d: number,
    { numbers }: Selection,
  ) {
    const { tf } = backend;
    const [C, N, b] = [numbers.length, dims.length, numbers[0]!.length];
    const index = new Int32Array(C * N * b);
    numbers.forEach((samples, c) => {
      for (let n = 0; n < N; n++)
        for (let i = 0; i < b; i++) index[(n * C + c) * b + i] = tuples[c]![samples[i]! * N + n]!;
    });
    this.#backend = backend;
    // Asked for float32, the WebAssembly backend writes the bits of integers.
    const oneHot = tf.cast(tf.oneHot(tf.tensor1d(index, 'int32'), d), 'float32');
    this.#byMode = tf.keep(tf.reshape(oneHot, [N, C, b, d]));
    this.#bySample = tf.keep(tf.reshape(tf.transpose(this.#byMode, [1, 2, 0, 3]), [C, b, N * d]));
  }

  /** (N, C, b, w) of (N, C, d, w) */
  rows(leaves: Tensor): Tensor {
    const { tf, products } = this.#backend;
    return product(tf, this.#byMode, leaves, products);
  }

  /** (C, b, w), the sums over the modes of the chosen rows of (N, C, d, w) */
  sums(leaves: Tensor): Tensor {
    const { tf, products } = this.#backend;
    const [N, C, d, w] = leaves.shape as [number, number, number, number];
    return product(
      tf,
      this.#bySample,
      tf.reshape(tf.transpose(leaves, [1, 0, 2, 3]), [C, N * d, w]),
      products,
    );
  }

  dispose(): void {
    this.#backend.tf.dispose([this.#byMode, this.#bySample]);
  }
}
