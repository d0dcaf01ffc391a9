/** A matrix has the same product, to the last bit, alone and in a batch. Kernels that sum in different orders must not mix. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '@ranksweep/core';
import { wasmKind } from '../../src/tfjs/backends/processorBackends.ts';
import { product } from '../../src/tfjs/operations/product.ts';
import { cpuDevice } from '../../src/cpuDevice.ts';

const BATCH = 3;
const sizes: [m: number, k: number, n: number][] = [
  [1, 1, 1],
  [5, 48, 7],
  [2, 100, 3],
  [9, 200, 8],
  [40, 64, 33],
  [64, 64, 64],
];

const backend = await wasmKind.start(cpuDevice());
const { tf } = backend;

describe.each([
  [false, false],
  [true, false],
  [false, true],
  [true, true],
])('transposed: %s, %s', (transposeA, transposeB) => {
  it.each(sizes)('%i x %i x %i', async (m, k, n) => {
    const stream = new RandomStream(1, 'product');
    const [a, b] = [m * k, k * n].map((count) => Float32Array.from(stream.gaussians(BATCH * count)));
    const shapeOf = (rows: number, cols: number, isTransposed: boolean): [number, number] =>
      isTransposed ? [cols, rows] : [rows, cols];
    const [shapeA, shapeB] = [shapeOf(m, k, transposeA), shapeOf(k, n, transposeB)];
    const multiplied = (first: number, count: number): Float32Array =>
      backend.compute(() => {
        const A = tf.tensor3d(a!.subarray(first * m * k, (first + count) * m * k), [count, ...shapeA]);
        const B = tf.tensor3d(b!.subarray(first * k * n, (first + count) * k * n), [count, ...shapeB]);
        return product(tf, A, B, { transposeA, transposeB, ...backend.products })
          .dataSync()
          .slice();
      }) as Float32Array;
    const together = multiplied(0, BATCH);
    for (let i = 0; i < BATCH; i++) {
      expect(together.subarray(i * m * n, (i + 1) * m * n)).toEqual(multiplied(i, 1));
    }
    const at = (
      of: Float32Array,
      row: number,
      col: number,
      rows: number,
      cols: number,
      isTransposed: boolean,
    ) => (isTransposed ? of[col * rows + row]! : of[row * cols + col]!);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let [sum, size] = [0, 0];
        for (let l = 0; l < k; l++) {
          const term = at(a!, i, l, m, k, transposeA) * at(b!, l, j, k, n, transposeB);
          sum += term;
          size += Math.abs(term);
        }
        expect(Math.abs(together[i * n + j]! - sum)).toBeLessThanOrEqual((k + 2) * 2 ** -24 * size);
      }
    }
  });
});
