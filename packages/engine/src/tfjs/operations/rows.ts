/**
 * Looks up rows of a matrix. The gradient of a row is the sum over its appearances, in an order that does not depend on the
 * device.
 */
import type { Tensor, TensorFlow } from '../tensorflow.ts';
import { powerOfTwoFrom, sumOf } from './sums.ts';

export interface RowLookup {
  /** (count, W), the chosen rows of (rows, W). */
  of(matrix: Tensor): Tensor;
  dispose(): void;
}

/**
 * @param rows number of rows of the matrices
 * @param index which rows
 * @param counts whether an appearance has a gradient; default: each
 */
export function createRowLookup(
  tf: TensorFlow,
  rows: number,
  index: Int32Array,
  counts: (appearance: number) => boolean = () => true,
): RowLookup {
  const { list, most } = appearances(rows, index, counts);
  const [chosen, lists] = [index, list].map((numbers) => tf.keep(tf.tensor1d(numbers, 'int32')));
  const lookUp = tf.customGrad((matrix) => ({
    value: tf.gather(matrix as Tensor, chosen!),
    gradFunc: (dy: Tensor) => {
      const width = dy.shape[1]!;
      const found = tf.gather(tf.concat([dy, tf.zeros([1, width])], 0), lists!);
      return most === 1 ? found : sumOf(tf, tf.reshape(found, [most, rows, width]));
    },
  }));
  return { of: (matrix) => lookUp(matrix), dispose: () => tf.dispose([chosen!, lists!]) };
}

/** (most, rows): for every row its appearances in ascending order, filled up with a number that no appearance has. */
function appearances(
  rows: number,
  index: Int32Array,
  counts: (appearance: number) => boolean,
): { readonly list: Int32Array; readonly most: number } {
  const found = new Int32Array(rows);
  for (let i = 0; i < index.length; i++) if (counts(i)) found[index[i]!]!++;
  const most = powerOfTwoFrom(found.reduce((a, b) => Math.max(a, b), 1));
  const list = new Int32Array(rows * most).fill(index.length);
  found.fill(0);
  for (let i = 0; i < index.length; i++) {
    if (!counts(i)) continue;
    const row = index[i]!;
    list[found[row]!++ * rows + row] = i;
  }
  return { list, most };
}
